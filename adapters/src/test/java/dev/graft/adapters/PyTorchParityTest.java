package dev.graft.adapters;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.adapters.block.Activation;
import dev.graft.adapters.block.Initialization;
import dev.graft.adapters.block.LayerNorms;
import dev.graft.adapters.projection.ProjectionAdapter;
import dev.graft.adapters.projection.ProjectionConfig;
import dev.graft.adapters.projection.TokenReduction;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.Safetensors;
import dev.graft.tensors.safetensors.SafetensorsFile;
import dev.graft.testsupport.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Outputs, gradients and weight files against what PyTorch computed and wrote. */
class PyTorchParityTest {
    @TempDir
    Path folder;

    private static final Map<String, Map<String, ?>> PUBLISHED = Map.of(
            "llava-mlp", Map.of(),
            "minigpt4-linear", Map.of("kind", "linear"),
            "blip2-qformer",
                    Map.of("kind", "qformer", "queries", 8, "layers", 4, "width", 32, "heads", 4, "feed_forward", 64),
            "qwen-vl-resampler", Map.of("kind", "qwen_resampler", "query_grid", "4", "heads", 4),
            "perceiver-resampler", Map.of("kind", "perceiver", "latents", 6, "layers", 2, "heads", 4, "head_width", 16),
            "clipcap-transformer", Map.of("kind", "clipcap", "tokens", 5, "vectors", 5, "layers", 2, "heads", 4));

    private static final Map<String, Map<String, ?>> SMALL = Map.of(
            "perceiver", perceiver(true),
            "flamingo", perceiver(false),
            "clipcap", Map.of("kind", "clipcap", "tokens", 3, "vectors", 4, "layers", 2, "heads", 2));

    private static Map<String, ?> perceiver(boolean projects) {
        return Map.of(
                "kind", "perceiver",
                "latents", 3,
                "layers", 2,
                "heads", 2,
                "head_width", 3,
                "feed_forward_ratio", 2,
                "project_features", projects);
    }

    static Set<String> small() {
        return SMALL.keySet();
    }

    static Set<String> published() {
        return PUBLISHED.keySet();
    }

    @ParameterizedTest
    @MethodSource("published")
    void publishedAdapters(String name) throws IOException {
        Path file = SharedData.path("fixtures/adapters/" + name + "/weights.safetensors");
        Map<String, Tensor> golden =
                Safetensors.read(SharedData.path("fixtures/adapters/" + name + "/golden.safetensors"));
        Tensor features = golden.get("features");
        int languageWidth = (int) golden.get("output").dim(2);
        Adapter adapter =
                AdapterSpec.of(PUBLISHED.get(name)).create((int) features.dim(2), (int) features.dim(1), languageWidth);
        Map<String, Tensor> weights = WeightNames.adopt(adapter, Safetensors.read(file));
        Parity.assertShapes(adapter, weights);
        assertEquals(golden.get("output").dim(1), adapter.visualTokens((int) features.dim(1)));

        Map<String, Tensor> expected = new LinkedHashMap<>();
        golden.forEach((key, tensor) -> {
            if (key.startsWith("grad:")) {
                expected.put(key.substring("grad:".length()), tensor);
            }
        });
        adapter.parameters().forEach(parameter -> {
            if (!parameter.fixed()) {
                assertTrue(expected.containsKey(parameter.name()), parameter.name());
            }
        });
        expected.put(AdapterRun.FEATURES, golden.get("grad_features"));
        expected.put(AdapterRun.OUTPUT, golden.get("output"));
        Parity.assertClose(expected, AdapterRun.withGradients(adapter, features, weights, golden.get("grad_weight")));
    }

    /** Read, put in our order, named again and written: the same bytes. */
    @ParameterizedTest
    @MethodSource("published")
    void filesOfPublishedAdapters(String name) throws IOException {
        Path file = SharedData.path("fixtures/adapters/" + name + "/weights.safetensors");
        SafetensorsFile published = Safetensors.open(file);
        List<WeightNames> conventions = WeightNames.recognise(published.names());
        Tensor features = Safetensors.read(SharedData.path("fixtures/adapters/" + name + "/golden.safetensors"))
                .get("features");
        Adapter adapter = AdapterSpec.of(PUBLISHED.get(name)).create((int) features.dim(2), (int) features.dim(1), 64);
        Map<String, Tensor> found = WeightNames.adopt(adapter, Safetensors.read(file));
        Map<String, Tensor> own = new LinkedHashMap<>();
        adapter.parameters().forEach(parameter -> own.put(parameter.name(), found.get(parameter.name())));
        Path written = folder.resolve("written.safetensors");
        // The file of the perceiver is without the prefix that a published one has.
        Map<String, Tensor> named =
                conventions.isEmpty() ? own : conventions.get(0).rename(adapter, own);
        Safetensors.write(written, named, published.metadata());
        assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(written));
    }

    /** See {@code scripts/reference/resamplers.py}. */
    @ParameterizedTest
    @MethodSource("small")
    void smallAdapters(String name) {
        ReferenceCases cases = ReferenceCases.of(getClass(), "resamplers.safetensors");
        cases.check(name, cases.adapter(name, AdapterSpec.of(SMALL.get(name))));
    }

    /** See {@code scripts/reference/projections.py}. */
    @TestFactory
    Stream<DynamicTest> everyVariant() {
        ReferenceCases cases = ReferenceCases.of(getClass(), "projections.safetensors");
        assertEquals(18, cases.names().size());
        return cases.names().stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> cases.check(name, projection(name.split("/")))));
    }

    private static Adapter projection(String... settings) {
        LayerNorms norms = new LayerNorms(
                List.of("input", "both").contains(settings[5]),
                List.of("output", "both").contains(settings[5]),
                1e-3f);
        return new ProjectionAdapter(new ProjectionConfig(
                6,
                Integer.parseInt(settings[1]),
                5,
                TokenReduction.parse(settings[0]),
                Integer.parseInt(settings[2]),
                Integer.parseInt(settings[3]),
                7,
                Activation.of(settings[4]),
                settings[6].equals("bias"),
                norms,
                Initialization.PYTORCH));
    }
}
