package dev.graft.testsupport.fuzz;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A reader in a process of its own, for what native code reads: should that end the process, it is a finding, and the next input
 * has a new one. The process has little memory, on Linux also outside Java's heap.
 */
public final class ChildReader implements Fuzzer.Reader, AutoCloseable {
    private static final int SECONDS = 5;
    private static final int HEAP_MEGABYTES = 512;
    private static final int ADDRESSES_KILOBYTES = 8_000_000;

    /** A documented refusal of the reader in the other process. */
    public static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        /** The fuzzer tells ways through a reader by the traces of its refusals; the other process is known by what it says. */
        Refused(String message) {
            super(message);
            setStackTrace(new StackTraceElement[] {new StackTraceElement("child", message, "", message.hashCode())});
        }
    }

    private final Class<?> program;
    private final Path output;
    private volatile Process process;
    private volatile long begun = Long.MAX_VALUE;
    private volatile boolean tookLong;
    private volatile boolean closed;

    /** @param program whose {@code main} calls {@link #serve} */
    public ChildReader(Class<?> program) throws IOException {
        this.program = program;
        this.output = Files.createTempFile("graft-fuzz", ".txt");
        Thread watch = new Thread(this::watch, "watch over " + program.getSimpleName());
        watch.setDaemon(true);
        watch.start();
    }

    /** A few bytes may ask for any amount of honest work, which is no finding; the process is given up. */
    private void watch() {
        while (!closed) {
            LockSupport.parkNanos(100_000_000L);
            long since = begun;
            if (since != Long.MAX_VALUE && System.nanoTime() - since > SECONDS * 1_000_000_000L) {
                tookLong = true;
                begun = Long.MAX_VALUE;
                process.destroyForcibly();
            }
        }
    }

    @Override
    public void read(byte[] input) throws Exception {
        if (process == null || !process.isAlive()) {
            start();
        }
        String refusal;
        begun = System.nanoTime();
        try {
            DataOutputStream out = new DataOutputStream(process.getOutputStream());
            out.writeInt(input.length);
            out.write(input);
            out.flush();
            refusal = new DataInputStream(process.getInputStream()).readUTF();
        } catch (IOException e) {
            begun = Long.MAX_VALUE;
            int status = process.destroyForcibly().waitFor();
            if (tookLong) {
                tookLong = false;
                throw new Refused("works for longer than " + SECONDS + " seconds");
            }
            throw new AssertionError("ended the process with " + status + ": " + said(), e);
        }
        begun = Long.MAX_VALUE;
        if (refusal.startsWith("finding ")) {
            throw new AssertionError(refusal);
        }
        if (!refusal.isEmpty()) {
            throw new Refused(refusal);
        }
    }

    private String said() throws IOException {
        return String.join(
                " / ",
                Files.readString(output, StandardCharsets.ISO_8859_1)
                        .lines()
                        .filter(line -> line.contains("SIG") || line.contains("# C") || line.contains("what()"))
                        .limit(3)
                        .toList());
    }

    private void start() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>();
        if (Files.exists(Path.of("/bin/bash"))) {
            command.addAll(List.of("/bin/bash", "-c", "ulimit -v " + ADDRESSES_KILOBYTES + "; exec \"$0\" \"$@\""));
        }
        command.addAll(List.of(
                java,
                "-XX:-CreateCoredumpOnCrash",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx" + HEAP_MEGABYTES + "m",
                "-XX:ErrorFile=/dev/null",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        process = new ProcessBuilder(command).redirectError(output.toFile()).start();
    }

    /**
     * Reads what the other process sends, until that ends.
     *
     * @param refusals the exceptions that are documented for bad files
     */
    public static void serve(List<Class<? extends Throwable>> refusals, Fuzzer.Reader reader) throws IOException {
        DataInputStream in = new DataInputStream(System.in);
        DataOutputStream out = new DataOutputStream(System.out);
        while (true) {
            byte[] input = in.readNBytes(in.readInt());
            String answer = "";
            try {
                reader.read(input);
            } catch (Throwable e) { // errors are findings too
                boolean documented = refusals.stream().anyMatch(refusal -> refusal.isInstance(e));
                answer = documented
                        ? shape(e)
                        : "finding " + e + " at "
                                + List.of(e.getStackTrace()).subList(0, Math.min(6, e.getStackTrace().length));
            }
            out.writeUTF(answer.substring(0, Math.min(answer.length(), 2000)));
            out.flush();
        }
    }

    /** Where a refusal comes from, and what it says but for numbers and names. */
    private static String shape(Throwable e) {
        return String.valueOf(e.getMessage()).replaceAll("\\[[^]]*]|'[^']*'|\"[^\"]*\"|\\d+", "_");
    }

    @Override
    public void close() throws IOException {
        closed = true;
        if (process != null) {
            process.destroyForcibly();
        }
        Files.deleteIfExists(output);
    }
}
