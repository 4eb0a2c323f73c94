package dev.graft.adapters;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the modules of transformers that make one visual token of each block of patches; see {@code scripts/reference/mergers.py}. */
class MergersParityTest {
    private static final Map<String, Map<String, Object>> SETTINGS = Map.of(
            "gemma3", Map.of("kind", "pooled_projection", "side", 2, "norm_epsilon", 0.1),
            "qwen2_5", Map.of("kind", "patch_merger", "norm", "rms"),
            "mistral3", Map.of("kind", "mistral3_projector", "norm_epsilon", 0.1));

    private final ReferenceCases cases = ReferenceCases.of(getClass(), "mergers.safetensors");

    @ParameterizedTest
    @ValueSource(strings = {"gemma3", "qwen2_5", "mistral3"})
    void outputsAndGradients(String name) {
        cases.check(name, cases.adapter(name, AdapterSpec.of(SETTINGS.get(name))));
    }
}
