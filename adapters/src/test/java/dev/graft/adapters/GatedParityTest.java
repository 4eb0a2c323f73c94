package dev.graft.adapters;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against Aya Vision's projector in transformers; see {@code scripts/reference/gated_projection.py}. */
class GatedParityTest {
    @Test
    void outputsAndGradients() {
        ReferenceCases cases = ReferenceCases.of(getClass(), "gated.safetensors");
        Map<String, Object> settings = Map.of("kind", "gated_mlp", "hidden_width", 6, "norm_epsilon", 0.1);
        cases.check("aya", cases.adapter("aya", AdapterSpec.of(settings)));
    }
}
