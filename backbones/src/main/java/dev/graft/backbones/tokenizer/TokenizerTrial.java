package dev.graft.backbones.tokenizer;

import dev.graft.graph.runtime.RuntimeFailure;
import dev.graft.tensors.ModelFileException;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Tries a tokenizer in a process of its own. */
final class TokenizerTrial {
    private static final long LIMIT_SECONDS = 120;
    private static final int SHOWN = 300;

    private TokenizerTrial() {}

    /**
     * Has a process open a file, encode texts and decode ids.
     *
     * @throws ModelFileException if the process ended before its time, or did not end
     * @throws RuntimeFailure if no process can be started
     */
    static void run(Path file, byte[] json, List<String> texts, int vocabularySize) {
        Path output = null;
        try {
            output = Files.createTempFile("graft-trial", ".txt");
            Process process = TrialCommand.of()
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            int end = run(process, json, texts, vocabularySize);
            judge(file, end, Files.readString(output, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new RuntimeFailure("no process can be started to try the tokenizer: " + e, e);
        } finally {
            delete(output);
        }
    }

    /** Returns the exit code, or -1 if the time ran out. */
    private static int run(Process process, byte[] json, List<String> texts, int vocabularySize) throws IOException {
        try {
            try (OutputStream out = process.getOutputStream()) {
                send(out, json, texts, vocabularySize);
            } catch (IOException e) {
                // It ended before it had read all; what it said tells why.
                process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            }
            return process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RuntimeFailure("interrupted while a tokenizer was tried", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void send(OutputStream stream, byte[] json, List<String> texts, int vocabularySize)
            throws IOException {
        DataOutputStream out = new DataOutputStream(stream);
        out.writeInt(json.length);
        out.write(json);
        out.writeInt(texts.size());
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
        out.writeInt(vocabularySize);
        out.flush();
    }

    private static void judge(Path file, int end, String said) throws IOException {
        if (!said.contains(TrialProcess.READY)) {
            throw new IOException("the process did not begin: " + shorten(said));
        }
        if (end == -1) {
            throw new ModelFileException(
                    file,
                    "expected a tokenizer that encodes short texts within " + LIMIT_SECONDS
                            + " s, and it did not; use another, or mend its regular expressions");
        }
        // What the library refuses with an error it will refuse again, and the error tells why.
        boolean isOver = end == TrialProcess.REFUSED || end == 0 && said.contains(TrialProcess.PASSED);
        if (!isOver) {
            throw new ModelFileException(
                    file,
                    "expected a tokenizer that the native library can work with; a process that tried it ended with code "
                            + end + ": " + shorten(panic(said)) + ". Use another, or mend the file");
        }
    }

    /** What Rust says of the reason, without the stack. */
    private static String panic(String said) {
        int start = said.indexOf("panicked at");
        if (start < 0) {
            return said.replace(TrialProcess.READY, "");
        }
        String[] lines = said.substring(start).split("\n", 3);
        return lines.length > 1 ? lines[1] : lines[0];
    }

    private static String shorten(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() > SHOWN ? line.substring(0, SHOWN) + "..." : line;
    }

    private static void delete(Path output) {
        try {
            if (output != null) {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            output.toFile().deleteOnExit();
        }
    }
}
