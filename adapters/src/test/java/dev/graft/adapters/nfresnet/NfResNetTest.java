package dev.graft.adapters.nfresnet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.ReferenceCases;
import dev.graft.adapters.WeightNames;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** NF-ResNets against PyTorch, see {@code scripts/reference/nf_resnet.py}, and what is published of them. */
class NfResNetTest {
    private static final Map<String, Map<String, Object>> SETTINGS = Map.of(
            "pooled",
                    Map.of(
                            "kind", "nf_resnet",
                            "stages", "2x16,1x20",
                            "stem_width", 4,
                            "image_grid", "13x22"),
            "grid",
                    Map.of(
                            "kind", "nf_resnet",
                            "stages", "2x16,2x20",
                            "stem", "3x3",
                            "stem_width", 4,
                            "reduction", "pool:2",
                            "tokens", 1));

    @TempDir
    Path folder;

    private final ReferenceCases cases = ReferenceCases.of(getClass(), "nf_resnet.safetensors");

    @ParameterizedTest
    @ValueSource(strings = {"pooled", "grid"})
    void outputAndGradients(String name) {
        cases.check(name, cases.adapter(name, AdapterSpec.of(SETTINGS.get(name))));
    }

    @Test
    void weightsMoveThereAndBackByteForByte() throws IOException {
        Adapter adapter = AdapterSpec.of(SETTINGS.get("grid")).create(3, 256, 6);
        Path published = folder.resolve("published.safetensors");
        Safetensors.write(published, WeightNames.TIMM.rename(adapter, cases.part("grid", "parameter/")), Map.of());
        Path back = folder.resolve("back.safetensors");
        Safetensors.write(back, WeightNames.adopt(adapter, Safetensors.read(published)), Map.of());
        assertArrayEquals(Files.readAllBytes(published), Files.readAllBytes(back));
    }

    /** timm counts 25,557,032 weights in its nf_resnet50, of which 2048 · 1000 + 1000 are the classifier's. */
    @Test
    void nfResNet50() {
        Adapter adapter = AdapterSpec.of(Map.of("kind", "nf_resnet")).create(3, 224 * 224, 4096);
        long head = (2048 + 1) * 2 * 4096;
        long elements = adapter.parameterShapes().values().stream()
                .mapToLong(Tensor::elementCount)
                .sum();
        assertEquals(25_557_032 - 2_049_000 + head, elements);
        assertEquals(2, adapter.visualTokens(224 * 224));
        Map<String, long[]> shapes = adapter.parameterShapes();
        assertArrayEquals(new long[] {64, 3, 7, 7}, shapes.get("stem.conv.weight"));
        assertArrayEquals(new long[] {256, 256, 3, 3}, shapes.get("stages.2.5.conv2.weight"));
        assertArrayEquals(new long[] {2048, 1024, 1, 1}, shapes.get("stages.3.0.downsample.conv.weight"));
        assertArrayEquals(new long[] {2048, 1, 1, 1}, shapes.get("stages.3.2.conv3.gain"));
    }

    @Test
    void rejections() {
        assertRefused("set features=pixels", Map.of(), 128, 49);
        assertRefused("image_grid", Map.of(), 3, 50);
        assertRefused("image_grid 4x4 has 16 places", Map.of("image_grid", "4x4"), 3, 15);
        assertRefused("unknown stages '3,4'", Map.of("stages", "3,4"), 3, 49);
        assertRefused("unknown stem 'deep'", Map.of("stem", "deep"), 3, 49);
        assertRefused("'bottleneck'", Map.of("bottleneck", 0.0), 3, 49);
        assertRefused("'alpha'", Map.of("alpha", 2.0), 3, 49);
    }

    private static void assertRefused(String message, Map<String, Object> settings, int width, int tokens) {
        Map<String, Object> all = new LinkedHashMap<>(settings);
        all.put("kind", "nf_resnet");
        IllegalArgumentException error = assertThrows(
                IllegalArgumentException.class, () -> AdapterSpec.of(all).create(width, tokens, 8));
        assertTrue(error.getMessage().contains(message), error.getMessage());
    }
}
