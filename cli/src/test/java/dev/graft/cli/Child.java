package dev.graft.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command in a Java of its own, which a test may kill, or run where it cannot write. */
final class Child {
    private static final int MOST_SECONDS = 120;

    /** How a process ended, and what it wrote. */
    record Ended(int code, String out, String err) {
        @Override
        public String toString() {
            return "exit code " + code + ", out: " + out + ", err: " + err;
        }
    }

    private final Path out;
    private final Path err;
    private final Process process;

    private Child(Path cache, List<String> command) throws IOException {
        out = Files.createTempFile("graft-out", ".txt");
        err = Files.createTempFile("graft-err", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("GRAFT_CACHE", cache.toString());
        process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    }

    /** Starts a command line. */
    static Child start(Path cache, String... arguments) throws IOException {
        return new Child(cache, command(arguments));
    }

    /** Starts a script of a shell, in which {@code "$@"} is the command line. */
    static Child startIn(Path cache, String script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("bash", "-c", script, "graft"));
        command.addAll(command(arguments));
        return new Child(cache, command);
    }

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Waits until it has ended by itself. */
    Ended end() {
        try {
            if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError("not ended in " + MOST_SECONDS + " s: " + Files.readString(err));
            }
            Ended ended = new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
            Files.delete(out);
            Files.delete(err);
            return ended;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether it still runs after so long a time. */
    boolean runsAfter(long nanoseconds) throws InterruptedException {
        return !process.waitFor(nanoseconds, TimeUnit.NANOSECONDS);
    }

    /** Tells it to end, or ends it at once. */
    void kill(boolean forcibly) {
        if (forcibly) {
            process.destroyForcibly();
        } else {
            process.destroy();
        }
    }
}
