package dev.graft.models.export.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerCopyTest {
    @TempDir
    private Path folder;

    /** Whichever of them transformers reads first, it is there. */
    @Test
    void everyVocabularyIsCopied() throws IOException {
        for (String name : Tokenizer.VOCABULARIES) {
            Files.writeString(folder.resolve(name), "{}");
        }
        Files.writeString(folder.resolve("notes.txt"), "{}");
        Path copies = folder.resolve("copies");
        Path checkpoint = folder.resolve("checkpoint");
        new TokenizerCopy(folder, "", OptionalInt.empty(), false, false, "").write(copies);
        new CheckpointFiles(List.of(folder), folder).write(checkpoint);
        for (Path written : List.of(copies, checkpoint)) {
            for (String name : Tokenizer.VOCABULARIES) {
                assertTrue(Files.isRegularFile(written.resolve(name)), name);
            }
            assertTrue(Files.notExists(written.resolve("notes.txt")));
        }
        assertEquals("{}", Files.readString(copies.resolve("sentencepiece.bpe.model")));
    }
}
