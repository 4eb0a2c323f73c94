package dev.graft.backbones.tokenizer;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTrialTest {
    private static final String MODEL =
            "'model': {'type': 'WordLevel', 'vocab': {'a': 0, '?': 1}, 'unk_token': '?'}}".replace('\'', '"');

    @TempDir
    private Path folder;

    /** A match of nothing at the beginning leaves the library counting one character too many. */
    @Test
    void whatEndsAProcessEndsAnother() throws IOException {
        write("{'normalizer': {'type': 'Sequence', 'normalizers': [{'type': 'Replace', 'pattern': {'Regex': '(?=a)'},"
                + " 'content': 'x'}, {'type': 'NFC'}]}, ");
        String message = assertThrows(ModelFileException.class, () -> Tokenizer.load(folder))
                .getMessage();
        assertTrue(
                message.startsWith("[" + folder.resolve("tokenizer.json") + "] expected a tokenizer that the"),
                message);
        assertTrue(message.contains("index out of bounds"), message);
    }

    @Test
    void whatPassesIsNotTriedAgain() throws IOException {
        write("{'normalizer': {'type': 'Replace', 'pattern': {'Regex': 'b+'}, 'content': 'a'}, ");
        load(Trial.OF_UNUSUAL_FILES);
        long start = System.nanoTime();
        load(Trial.OF_ALL_FILES);
        assertTrue(System.nanoTime() - start < 300_000_000, "another trial");
    }

    @Test
    void usualFilesAreTriedForServersOnly() throws IOException {
        write("{'normalizer': {'type': 'NFC'}, ");
        assertDoesNotThrow(() -> load(Trial.OF_UNUSUAL_FILES));
        assertDoesNotThrow(() -> load(Trial.OF_ALL_FILES));
    }

    /** For longer, with other files: {@code -Dgraft.fuzz.seconds=3600 -Dgraft.fuzz.seed=1000000}. Findings are in {@code target/fuzz}. */
    @Test
    void noRandomFileEndsTheProcess() throws IOException {
        Path findings = Path.of("target", "fuzz");
        assertEquals(
                0,
                TokenizerFuzz.run(findings, Long.getLong("graft.fuzz.seed", 1), Long.getLong("graft.fuzz.seconds", 5)));
    }

    private void load(Trial trial) {
        try (Tokenizer tokenizer = Tokenizer.load(folder, trial)) {
            assertEquals(2, tokenizer.vocabularySize());
        }
    }

    private void write(String start) throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), start.replace('\'', '"') + MODEL);
    }
}
