package dev.graft.adapters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.adapters.mapper.MapperSpec;
import dev.graft.adapters.perceiver.Idefics2Spec;
import dev.graft.adapters.perceiver.PerceiverSpec;
import dev.graft.adapters.perceiver.PoolerSpec;
import dev.graft.adapters.perceiver.ResamplerSpec;
import dev.graft.adapters.projection.ProjectionSpec;
import dev.graft.adapters.projection.ResidualSpec;
import dev.graft.adapters.qformer.QFormerSpec;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.tensors.ElementType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdapterSpecTest {
    @Test
    void settingsSurviveTheRoundTrip() {
        AdapterSpec spec =
                new ProjectionSpec("linear", 8, "pool:3", 2, 96, "silu", false, true, true, 1e-6, "zero_last");
        assertEquals(spec, AdapterSpec.of(spec.toMap()));
        assertEquals(ProjectionSpec.MLP, AdapterSpec.of(Map.of()));
    }

    /** Every setting changed, in every kind. */
    @Test
    void settingsOfEveryKindSurviveTheRoundTrip() {
        List<AdapterSpec> specs = List.of(
                new ResamplerSpec("3x5", "4x4", 2, 1e-5),
                new PerceiverSpec(7, 2, 3, 5, 2, false, 1e-4),
                new ResidualSpec(5, "silu"),
                new PoolerSpec(7, 3, 1e-4),
                new Idefics2Spec(7, 2, 6, 3, 5, 11, 1e-5),
                new MapperSpec("clipcap", 4, 3, 0, 2, 2, 3),
                new MapperSpec("mapl", 4, 3, 16, 2, 2, 3),
                new QFormerSpec(4, 3, 16, 2, 24, 1, 99, 7, false, true, true, 1e-6, 1e-6, 0.1));
        for (AdapterSpec spec : specs) {
            assertEquals(spec, AdapterSpec.of(spec.toMap()));
            assertEquals("kind", spec.toMap().keySet().iterator().next());
        }
        for (Map.Entry<String, AdapterSpec> kind : AdapterSpec.kinds().entrySet()) {
            assertEquals(kind.getValue(), AdapterSpec.of(Map.of("kind", kind.getKey())));
        }
    }

    /** Who lists the settings of all kinds shows one help and one default for a key, so its type must not depend on the kind. */
    @Test
    void everySettingSaysWhatItMeans() {
        Map<String, Class<?>> types = new LinkedHashMap<>();
        AdapterSpec.kinds().forEach((kind, spec) -> {
            Map<String, Object> listed = new LinkedHashMap<>(Map.of("kind", kind));
            for (AdapterSetting setting : spec.settings()) {
                listed.put(setting.key(), setting.value());
                assertTrue(setting.help().length() > 10, kind + "." + setting.key());
                Class<?> type = setting.value().getClass();
                assertEquals(type, types.getOrDefault(setting.key(), type), setting.key());
                types.put(setting.key(), type);
            }
            assertEquals(spec.toMap(), listed);
        });
        assertEquals(
                new AdapterSetting(
                        "tokens", 1, "visual tokens made of each feature vector that the reduction leaves, at least 1"),
                ProjectionSpec.MLP.settings().get(0));
    }

    /** What a configuration file held before there were more kinds than two. */
    @Test
    void earlierFilesAreUnderstood() {
        Map<String, Object> earlier = new LinkedHashMap<>();
        earlier.put("kind", "linear");
        earlier.put("tokens", 4);
        earlier.put("reduction", "none");
        earlier.put("hidden_layers", 1);
        earlier.put("hidden_width", 0);
        earlier.put("activation", "gelu");
        earlier.put("bias", true);
        earlier.put("input_norm", false);
        earlier.put("output_norm", true);
        earlier.put("norm_epsilon", 1e-5);
        earlier.put("initialization", "pytorch");
        AdapterSpec spec = AdapterSpec.of(earlier);
        assertEquals(earlier, spec.toMap());
        assertEquals(List.copyOf(earlier.keySet()), List.copyOf(spec.toMap().keySet()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "qformer | querys | 4    | unknown adapter setting 'querys'; did you mean 'queries'? (of the kind qformer)",
                "qformer | tokens | 4    | unknown adapter setting 'tokens'",
                "qformer | heads  | 5    | a width of 768 cannot be divided among 5 attention heads; choose a divisor",
                "qformer | layers | 0    | the adapter setting 'layers' must be from 1 to 256, found 0",
                "qformer | query_norm_scale | 1 | the adapter setting 'query_norm_scale' should be like true, found 1",
                "qwen_resampler | heads | -1 | the adapter setting 'heads' must be from 0 to 1048576, found -1",
                "qwen_resampler | query_grid | 4x | unknown grid '4x'; expected rows and columns such as 16x12",
                "qwen_resampler | key_grid | 5x6 | key_grid 5x6 has 30 places, but an image has 50 feature vectors",
                "qwen_resampler | query_grid | 4 | 50 feature vectors form no square grid; drop the class token",
                "perceiver | project_features | false | without project_features the feature vectors, of width 8,",
                "idefics2_perceiver | key_heads | 3 | attention needs a positive number of heads",
                "clipcap | width | 12 | an adapter of kind clipcap is as wide as the language model, 128,",
                "mapl | heads | 7 | a width of 256 cannot be divided among 7 attention heads",
            })
    void rejectionsOfOtherKinds(String kind, String key, String value, String message) {
        Object parsed = value.matches("-?\\d+") && !key.endsWith("grid") ? Integer.valueOf(value) : value;
        Object typed = value.equals("false") ? false : parsed;
        IllegalArgumentException error = assertThrows(
                IllegalArgumentException.class,
                () -> AdapterSpec.of(Map.of("kind", kind, key, typed)).create(8, 50, 128));
        assertTrue(error.getMessage().startsWith(message), error.getMessage());
    }

    @Test
    void aTextMustBeGivenWhereOneIsRead() {
        Adapter adapter =
                AdapterSpec.of(Map.of("kind", "qformer", "vocabulary", 9)).create(8, 4, 4);
        assertTrue(adapter.readsText());
        GraphBuilder g = new GraphBuilder("adapter");
        Value features = g.input("features", ElementType.FLOAT, "batch", 4, 8);
        assertThrows(IllegalArgumentException.class, () -> adapter.build(g, features, Map.of()));
    }

    /** Tokens made of an image of 36 features. */
    @ParameterizedTest
    @CsvSource({
        "none, 1, 36",
        "none, 2, 72",
        "mean, 8, 8",
        "concat:4, 1, 9",
        "shuffle:2, 1, 9",
        "shuffle:3, 2, 8",
        "pool:3, 1, 9",
        "pool:1, 4, 4"
    })
    void visualTokens(String reduction, int tokens, int expected) {
        Adapter adapter =
                AdapterSpec.of(Map.of("reduction", reduction, "tokens", tokens)).create(8, 36, 4);
        assertEquals(expected, adapter.visualTokens(36));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind           | liner    | unknown adapter kind 'liner'; did you mean 'linear'?",
                "hidden_layers  | 0        | an adapter of kind mlp has at least 1 hidden layer, found 0; without any it is of kind linear",
                "hidden_layer   | 1        | unknown adapter setting 'hidden_layer'; did you mean 'hidden_layers'?",
                "activation     | gelu_new | unknown activation 'gelu_new'; there is [gelu, gelu_tanh, relu, silu]",
                "tokens         | two      | the adapter setting 'tokens' should be like 1, found two",
                "tokens         | 0        | the adapter setting 'tokens' must be from 1 to 1048576, found 0",
                "tokens         | 2000000000 | the adapter setting 'tokens' must be from 1 to 1048576",
                "hidden_width   | -1       | the adapter setting 'hidden_width' must be from 0 to 1048576, found -1",
                "norm_epsilon   | 0        | the epsilon of a normalisation must be between 0 and 1, found 0.0",
                "reduction      | merge:2  | unknown token reduction 'merge:2'; expected none, mean, concat:K, shuffle:S or"
                        + " pool:G with a positive number",
                "reduction      | shuffle  | unknown token reduction 'shuffle'",
                "reduction      | mean:2   | unknown token reduction 'mean:2'",
                "reduction      | concat:0 | unknown token reduction 'concat:0'",
                "reduction      | concat:5 | token reduction 'concat:5': 49 feature vectors cannot be divided by 5; choose a divisor",
                "reduction      | shuffle:2 | token reduction 'shuffle:2': 7 rows of the patch grid cannot be divided by 2;"
                        + " choose a divisor",
            })
    void rejections(String key, String value, String message) {
        Object parsed = value.matches("-?\\d+") ? Integer.valueOf(value) : value;
        assertRejected(message, Map.of(key, parsed), 49);
    }

    @Test
    void aGridMustBeSquare() {
        assertRejected(
                "token reduction 'shuffle:2': 50 feature vectors form no square grid; drop the class token, "
                        + "or choose concat or mean",
                Map.of("reduction", "shuffle:2"),
                50);
    }

    private static void assertRejected(String message, Map<String, ?> settings, int featureTokens) {
        IllegalArgumentException error = assertThrows(
                IllegalArgumentException.class, () -> AdapterSpec.of(settings).create(8, featureTokens, 4));
        assertTrue(error.getMessage().startsWith(message), error.getMessage());
    }

    @Test
    void aMissingParameterIsNamed() {
        GraphBuilder g = new GraphBuilder("adapter");
        Value features = g.input("features", ElementType.FLOAT, "batch", 4, 8);
        Map<String, Value> parameters = new LinkedHashMap<>();
        parameters.put("llama_proj.weight", g.input("llama_proj.weight", ElementType.FLOAT, 4, 8));
        Adapter adapter = AdapterSpec.of(Map.of("kind", "linear")).create(8, 4, 4);
        IllegalArgumentException error =
                assertThrows(IllegalArgumentException.class, () -> adapter.build(g, features, parameters));
        assertEquals(
                "the adapter needs the parameter 'llama_proj.bias', given are [llama_proj.weight]", error.getMessage());
    }
}
