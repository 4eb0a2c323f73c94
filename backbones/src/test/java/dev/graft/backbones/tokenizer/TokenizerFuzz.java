package dev.graft.backbones.tokenizer;

import dev.graft.tensors.ModelFileException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Throws random {@code tokenizer.json} files at the checks, and what passes them at the native library in a process of its own.
 * Whatever ends that process without a trial being due is a finding. A test runs it briefly, or for {@code -Dgraft.fuzz.seconds}.
 */
final class TokenizerFuzz implements AutoCloseable {
    /** What ends a process does it with short texts, and long ones take most of the time. */
    private static final int LONGEST_TEXT = 40;

    private final Path findings;
    private Process process;
    private Path output;

    private long refused;
    private long accepted;
    private long caughtByTrial;
    private long found;

    private TokenizerFuzz(Path findings) {
        this.findings = findings;
    }

    /** The number of findings in so many seconds. */
    static long run(Path findings, long firstSeed, long seconds) throws IOException {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        try (TokenizerFuzz fuzz = new TokenizerFuzz(findings)) {
            for (long seed = firstSeed; System.nanoTime() < end; seed++) {
                fuzz.execute(seed);
                if (fuzz.executions() % 10_000 == 0) {
                    System.out.println(seed + ": " + fuzz);
                }
            }
            return fuzz.found;
        }
    }

    private void execute(long seed) throws IOException {
        byte[] json = new TokenizerMutation(seed).next();
        TokenizerFile file;
        try {
            file = TokenizerFile.read(Path.of("tokenizer.json"), Set.of(), json);
        } catch (ModelFileException e) {
            refused++;
            return;
        }
        if (survives(json, file)) {
            accepted++;
        } else if (file.isUnusual()) {
            caughtByTrial++;
        } else {
            found++;
            Files.createDirectories(findings);
            Files.write(findings.resolve(seed + ".json"), json);
            System.out.println("seed " + seed + " ended the process: "
                    + Files.readString(output, StandardCharsets.ISO_8859_1)
                            .lines()
                            .limit(4)
                            .toList());
        }
    }

    private boolean survives(byte[] json, TokenizerFile file) throws IOException {
        if (process == null || !process.isAlive()) {
            start();
        }
        try {
            DataOutputStream out = new DataOutputStream(process.getOutputStream());
            List<String> texts = TrialTexts.of(file.addedTokens()).stream()
                    .map(text -> text.substring(0, Math.min(text.length(), LONGEST_TEXT)))
                    .toList();
            out.writeInt(json.length);
            out.write(json);
            out.writeInt(texts.size());
            for (String text : texts) {
                out.writeUTF(text);
            }
            out.writeInt(file.vocabularySize());
            out.flush();
            if (process.getInputStream().read() == 1) {
                return true;
            }
        } catch (IOException e) {
            // It ended while it was written to.
        }
        process.destroyForcibly().onExit().join();
        return false;
    }

    private void start() throws IOException {
        output = output == null ? Files.createTempFile("graft-fuzz", ".txt") : output;
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-CreateCoredumpOnCrash",
                        "-XX:+UseSerialGC",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName())
                .redirectError(output.toFile())
                .start();
    }

    private long executions() {
        return refused + accepted + caughtByTrial + found;
    }

    @Override
    public String toString() {
        return executions() + " files: " + refused + " refused, " + accepted + " survived, " + caughtByTrial
                + " ended a process that a trial would have been, " + found + " findings";
    }

    @Override
    public void close() throws IOException {
        if (process != null) {
            process.destroyForcibly();
            Files.deleteIfExists(output);
        }
    }

    /** Opens one file after the other. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws IOException {
            TokenizerLibrary.load();
            DataInputStream in = new DataInputStream(System.in);
            while (true) {
                byte[] json = in.readNBytes(in.readInt());
                String[] texts = new String[in.readInt()];
                for (int i = 0; i < texts.length; i++) {
                    texts[i] = in.readUTF();
                }
                int vocabularySize = in.readInt();
                try {
                    TrialProcess.tryAll(json, texts, vocabularySize);
                } catch (IOException | RuntimeException e) {
                    // The library says no, as it should.
                }
                System.out.write(1);
                System.out.flush();
            }
        }
    }
}
