package dev.graft.tensors.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksumsTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.createDirectories(folder.resolve("images"));
        Files.writeString(folder.resolve("images/ä 1.png"), "picture");
        Files.writeString(folder.resolve("data.jsonl"), "{}");
        Checksums.write(folder);
    }

    private List<String> damaged() {
        return Checksums.damaged(folder, name -> true);
    }

    @Test
    void findsWhatChangedAndWhatIsGone() throws IOException {
        assertEquals(List.of(), damaged());
        Files.writeString(folder.resolve("images/ä 1.png"), "pictura");
        assertEquals(List.of("images/ä 1.png"), damaged());
        assertEquals(List.of(), Checksums.damaged(folder, name -> name.equals("data.jsonl")));
        Files.delete(folder.resolve("data.jsonl"));
        assertEquals(2, damaged().size());
    }

    @Test
    void itsOwnFileMayBeDamagedToo() throws IOException {
        Path file = folder.resolve(Checksums.FILE);
        for (String content : List.of("", "nonsense", Files.readString(file).substring(0, 70) + "\n" + "ab")) {
            Files.writeString(file, content);
            assertEquals(List.of(Checksums.FILE), damaged());
        }
        Files.writeString(file, "0".repeat(64) + "  a\0b\n");
        assertEquals(List.of("a\0b"), damaged());
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe});
        assertEquals(List.of(Checksums.FILE), damaged());
        Files.delete(file);
        assertEquals(List.of(Checksums.FILE), damaged());
    }

    @Test
    void sha256sumReadsIt() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/sha256sum")), "sha256sum");
        Process check = new ProcessBuilder("/usr/bin/sha256sum", "--check", "--strict", Checksums.FILE)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(true, check.waitFor(10, TimeUnit.SECONDS));
        assertEquals(0, check.exitValue(), said);
    }
}
