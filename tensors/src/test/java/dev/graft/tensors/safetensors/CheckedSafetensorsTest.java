package dev.graft.tensors.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckedSafetensorsTest {
    private static final float[] VALUES = {1, -2.5F, 0, 1e-20F};
    private static final Map<String, String> METADATA = Map.of("format", "pt");

    @TempDir
    private Path folder;

    private Path written() {
        Path file = folder.resolve("model.safetensors");
        CheckedSafetensors.write(file, Map.of("w", Tensor.of(VALUES, 2, 2)), METADATA);
        return file;
    }

    /** But for bits of the header that say the same in another way, such as a space for a line's end. */
    @Test
    void everyBitThatChangesIsFoundOrChangesNothing() throws IOException {
        Path file = written();
        byte[] bytes = Files.readAllBytes(file);
        int unseen = 0;
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] altered = bytes.clone();
            altered[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, altered);
            try {
                CheckedSafetensors.Content content = CheckedSafetensors.readChecked(file, "train again");
                assertEquals(METADATA, content.metadata());
                assertArrayEquals(VALUES, content.tensors().get("w").toFloatArray(), 0);
                assertEquals(1, content.tensors().size());
                unseen++;
            } catch (ModelFileException damaged) {
                assertEquals(0, damaged.getMessage().indexOf("[" + file + "]"), damaged.getMessage());
            }
        }
        // The header is padded with up to seven spaces, each of which may become a tab or a line's end.
        assertEquals(0, unseen, 7 * 3);
    }

    @Test
    void filesOfOthersHaveNoChecksumAndAreRead() {
        Path file = folder.resolve("theirs.safetensors");
        Safetensors.write(file, Map.of("w", Tensor.of(VALUES, 4)), METADATA);
        assertEquals(METADATA, CheckedSafetensors.read(file, "").metadata());
        assertThrows(ModelFileException.class, () -> CheckedSafetensors.readChecked(file, ""));
    }

    @Test
    void damageIsToldWithTheRemedy() throws IOException {
        Path file = written();
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
        String message = assertThrows(ModelFileException.class, () -> CheckedSafetensors.read(file, "train again"))
                .getMessage();
        assertEquals(
                "[" + file + "] damaged: its content has the checksum X, its metadata says X; train again",
                message.replaceAll("[0-9a-f]{8}(?=[,;])", "X"));
    }
}
