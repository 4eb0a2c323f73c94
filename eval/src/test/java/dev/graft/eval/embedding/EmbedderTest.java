package dev.graft.eval.embedding;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.InvalidInputException;
import org.junit.jupiter.api.Test;

/** What is written is tested with the command, and against transformers with the models of two towers. */
class EmbedderTest {
    @Test
    void moreThanATensorHoldsIsRefusedBeforeItIsComputed() {
        Embedder.requireRoom("images", 1_048_575, 512);
        String message = assertThrows(InvalidInputException.class, () -> Embedder.requireRoom("images", 1_048_576, 512))
                .getMessage();
        assertTrue(message.contains("1048576 images of 512 numbers"), message);
    }
}
