package dev.graft.adapters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrainedParametersTest {
    private static final Adapter Q_FORMER =
            AdapterSpec.of(Map.of("kind", "qformer", "layers", 2)).create(8, 4, 6);
    private static final Adapter RESAMPLER =
            AdapterSpec.of(Map.of("kind", "qwen_resampler", "heads", 2)).create(8, 4, 12);

    /** MiniGPT-4 trains the last projection, 3,149,824 weights at its sizes, and nothing else. */
    @Test
    void theProjectionBehindAFrozenQFormer() {
        Set<String> names = TrainedParameters.parse("language_projection.*").of(Q_FORMER);
        assertEquals(List.of("language_projection.weight", "language_projection.bias"), List.copyOf(names));
    }

    @Test
    void severalPartsInTheOrderOfTheAdapter() {
        Set<String> names = TrainedParameters.parse("*.bias, query_tokens").of(Q_FORMER);
        assertEquals("query_tokens", names.iterator().next());
        assertTrue(names.contains("qformer.encoder.layer.1.attention.output.LayerNorm.bias"));
        assertFalse(names.contains("language_projection.weight"));
    }

    @Test
    void tablesAreNeverTrained() {
        String positions = "transformer.visual.attn_pool.pos_embed";
        assertTrue(RESAMPLER.parameterShapes().containsKey(positions));
        assertFalse(TrainedParameters.ALL.of(RESAMPLER).contains(positions));
        assertThrows(
                IllegalArgumentException.class,
                () -> TrainedParameters.parse(positions).of(RESAMPLER));
    }

    @Test
    void whatNamesNothingIsAnError() {
        IllegalArgumentException error = assertThrows(
                IllegalArgumentException.class,
                () -> TrainedParameters.parse("language_projection.weigth").of(Q_FORMER));
        assertEquals(
                "the adapter has no weights 'language_projection.weigth' that can be trained; did you mean "
                        + "'language_projection.weight'?",
                error.getMessage());
        assertThrows(IllegalArgumentException.class, () -> TrainedParameters.parse(" , "));
    }
}
