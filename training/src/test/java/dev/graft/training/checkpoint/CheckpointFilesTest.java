package dev.graft.training.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFilesTest {
    @TempDir
    private Path folder;

    private final List<String> messages = new ArrayList<>();

    private long load() {
        return new CheckpointFiles(folder).load(messages::add).orElseThrow().step();
    }

    private void save(long step) {
        new CheckpointFiles(folder).save(checkpoint(step));
    }

    private static Checkpoint checkpoint(long step) {
        return new Checkpoint(Map.of("w", Tensor.of(new float[] {step}, 1)), step, Optional.empty(), "{}");
    }

    @Test
    void theNewestIsLoaded() {
        assertEquals(Optional.empty(), new CheckpointFiles(folder).load(messages::add));
        save(1);
        assertEquals(1, load());
        save(2);
        save(3);
        assertEquals(3, load());
        assertEquals(List.of(), messages);
    }

    @Test
    void aDamagedOneCostsTheStepsSinceTheOneBefore() throws IOException {
        save(1);
        save(2);
        Path last = folder.resolve("last.safetensors");
        byte[] bytes = Files.readAllBytes(last);
        bytes[bytes.length - 2] ^= 4;
        Files.write(last, bytes);
        assertEquals(1, load());
        assertEquals(1, messages.size());
        assertTrue(messages.get(0).contains("damaged") && messages.get(0).endsWith("; trying the one before"));
        Files.write(folder.resolve("previous.safetensors"), new byte[10]);
        assertThrows(ModelFileException.class, this::load);
    }

    /** Killed after the new one was written, after the last became that before, or after both. */
    @Test
    void thereIsAWholeOneBetweenAnyTwoMoves() throws IOException {
        save(1);
        save(2);
        checkpoint(3).save(folder.resolve("next.safetensors"));
        assertEquals(3, load());
        Files.move(folder.resolve("last.safetensors"), folder.resolve("moved"));
        assertEquals(3, load());
        Files.delete(folder.resolve("next.safetensors"));
        assertEquals(1, load());
    }
}
