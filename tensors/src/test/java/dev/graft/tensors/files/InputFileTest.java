package dev.graft.tensors.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputFileTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsNoFileIsSaidForWhatItIs() throws IOException {
        assertRefused(folder, "is a folder, and a file is expected");
        assertRefused(folder.resolve("none"), "no such file");
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("none"));
        assertRefused(link, "is a link to nothing that can be read");
    }

    @Test
    @Timeout(20)
    void pipesAndDevicesAreNotWaitedFor() throws Exception {
        Path pipe = folder.resolve("pipe");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "there is no mkfifo here");
        assumeTrue(
                new ProcessBuilder("/usr/bin/mkfifo", pipe.toString()).start().waitFor(10, TimeUnit.SECONDS));
        assertRefused(pipe, "is a pipe, a socket or a device");
        assertRefused(Path.of("/dev/zero"), "is a pipe, a socket or a device");
        assertThrows(ModelFileException.class, () -> FileHash.sha256(pipe));
    }

    @Test
    void aFileHasALimit() throws IOException {
        Path file = Files.write(folder.resolve("file"), new byte[100]);
        assertArrayEquals(new byte[100], InputFile.read(file, 100));
        String message = assertThrows(ModelFileException.class, () -> InputFile.read(file, 99))
                .getMessage();
        assertTrue(message.contains("has 100 bytes, and such a file is expected to have at most 99"), message);
    }

    @Test
    void textIsReadInTheEncodingsThatSayWhatTheyAre() throws IOException {
        for (Charset charset : new Charset[] {StandardCharsets.UTF_8, StandardCharsets.UTF_16}) {
            assertEquals(
                    "né 👍\n", InputFile.text(Files.write(folder.resolve("text"), "né 👍\n".getBytes(charset)), 99));
        }
        Path marked = Files.writeString(folder.resolve("marked"), "\uFEFFtext");
        assertEquals("text", InputFile.text(marked, 99));
    }

    @Test
    void otherEncodingsAreNamed() throws IOException {
        Path file = Files.write(folder.resolve("text"), "{\n\"é\"".getBytes(StandardCharsets.ISO_8859_1));
        String message = assertThrows(ModelFileException.class, () -> InputFile.text(file, 99))
                .getMessage();
        assertTrue(message.contains("line 2: expected text in UTF-8, found the byte 0xe9"), message);
        assertTrue(message.contains("save it as UTF-8"), message);
        Files.write(file, "é".getBytes(StandardCharsets.ISO_8859_1));
        String first = assertThrows(ModelFileException.class, () -> InputFile.text(file, 99))
                .getMessage();
        assertTrue(first.contains("line 1: expected text in UTF-8"), first);
    }

    @ParameterizedTest
    @CsvSource({"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void encodingsWithoutTheirMarkAreNoText(String charset) throws IOException {
        Path file = Files.write(folder.resolve("text"), "red\nblue\n".getBytes(Charset.forName(charset)));
        String message = assertThrows(ModelFileException.class, () -> InputFile.text(file, 99))
                .getMessage();
        assertTrue(message.contains("line 1: expected text, found a byte of zero"), message);
        assertTrue(message.contains("save it as UTF-8"), message);
    }

    @Test
    void folderThatMayNotBeListedIsNamedWithItsUser() {
        Path inner = folder.resolve("inner");
        Exception denied = new UncheckedIOException(new AccessDeniedException(inner.toString()));
        String message = InputFile.unlisted(folder, denied).getMessage();
        assertTrue(message.startsWith("[" + folder + "] cannot be listed: " + inner + " may not be read"), message);
        assertTrue(message.contains(System.getProperty("user.name")), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "version https://git-lfs.github.com/spec/v1|a pointer of Git LFS",
                "'  <!DOCTYPE HTML><title>'|a web page",
                "<html lang='en'>|a web page",
                "<?xml version='1.0'?><Error>|XML",
                "GGUF|a GGUF file",
                "/annex/objects/MD5E-s1|a pointer of git-annex",
                "{\"a\": 1}|JSON",
            })
    void whatStandsInPlaceOfAFileIsRecognised(String content, String what) throws IOException {
        Path file = Files.writeString(folder.resolve("model.onnx"), content);
        assertTrue(ForeignContent.hint(file).startsWith(". It is " + what), ForeignContent.hint(file));
    }

    @Test
    void whatAReaderTakesIsNotForeign() throws IOException {
        Path file = Files.writeString(folder.resolve("config.json"), "{\"a\": 1}");
        assertEquals("", ForeignContent.hint(file, ForeignContent.JSON));
        assertEquals(
                ". It is empty; download or write it again",
                ForeignContent.hint(Files.createFile(folder.resolve("e"))));
    }

    private static void assertRefused(Path file, String problem) {
        String message = assertThrows(ModelFileException.class, () -> InputFile.require(file))
                .getMessage();
        assertTrue(message.startsWith("[" + file + "] " + problem), message);
    }
}
