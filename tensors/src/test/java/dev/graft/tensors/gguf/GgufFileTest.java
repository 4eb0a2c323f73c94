package dev.graft.tensors.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.StreamedTensor;
import dev.graft.tensors.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bytes are those that the {@code gguf} package of llama.cpp writes; scripts/reference/exported_models.py made the file. */
class GgufFileTest {
    @TempDir
    private Path folder;

    private static float[] range(int count, float divisor) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = i / divisor;
        }
        return values;
    }

    @Test
    void bytesAreThoseOfTheReference() throws IOException {
        Map<String, GgufValue> metadata = new LinkedHashMap<>();
        metadata.put("general.architecture", new GgufValue.Text("clip"));
        metadata.put("general.name", new GgufValue.Text("tiny ä"));
        metadata.put("clip.use_gelu", new GgufValue.Flag(true));
        metadata.put("clip.has_vision_encoder", new GgufValue.Flag(false));
        metadata.put("clip.vision.block_count", new GgufValue.Count(3_000_000_000L));
        metadata.put("clip.vision.eps", new GgufValue.Real(1e-5f));
        metadata.put("clip.vision.image_mean", new GgufValue.Reals(List.of(0.25f, 0.5f, 0.75f)));
        metadata.put("clip.vision.feature_layer", new GgufValue.Integers(List.of(2, -1)));
        Map<String, StreamedTensor> tensors = new LinkedHashMap<>();
        tensors.put("v.first", StreamedTensor.of(Tensor.of(range(5, 1), 5)));
        tensors.put(
                "v.second.weight",
                StreamedTensor.of(Tensor.of(range(6, 3), 2, 3)).as(ElementType.FLOAT16));
        tensors.put("v.third", StreamedTensor.of(Tensor.of(range(24, 1), 2, 3, 2, 2)));
        Path file = folder.resolve("values.gguf");
        GgufFile.write(file, metadata, tensors);
        try (InputStream expected = GgufFileTest.class.getResourceAsStream("values.gguf")) {
            assertArrayEquals(expected.readAllBytes(), Files.readAllBytes(file));
        }
    }

    @Test
    void whatTheFormatCannotHoldIsRefused() {
        Tensor five = Tensor.allocate(ElementType.FLOAT, 1, 1, 1, 1, 1);
        Tensor whole = Tensor.allocate(ElementType.INT64, 2);
        refuse("v.five", five, "1 to 4 axes");
        refuse("v.whole", whole, "FLOAT16");
        refuse("v." + "x".repeat(62), Tensor.of(range(2, 1), 2), "1 to 63 letters");
        assertThrows(IllegalArgumentException.class, () -> new GgufValue.Count(-1));
    }

    private void refuse(String name, Tensor tensor, String reason) {
        Path file = folder.resolve("refused.gguf");
        String message = assertThrows(
                        InvalidInputException.class,
                        () -> GgufFile.write(file, Map.of(), Map.of(name, StreamedTensor.of(tensor))))
                .getMessage();
        assertTrue(message.contains(reason), message);
        assertFalse(Files.exists(file));
    }
}
