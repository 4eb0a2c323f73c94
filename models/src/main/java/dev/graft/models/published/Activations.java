package dev.graft.models.published;

import dev.graft.adapters.block.Activation;
import java.util.Map;

/** The activation functions of transformers' configurations, by the names of {@link Activation}. */
public final class Activations {
    private static final Map<String, Activation> KNOWN = Map.of(
            "gelu", Activation.GELU,
            "gelu_python", Activation.GELU,
            "gelu_pytorch_tanh", Activation.GELU_TANH,
            "gelu_new", Activation.GELU_TANH,
            "gelu_fast", Activation.GELU_TANH,
            "relu", Activation.RELU,
            "silu", Activation.SILU,
            "swish", Activation.SILU);

    private Activations() {}

    /** That of a field, or of a name where the configuration is silent. */
    public static String of(ConfigObject config, String field, String otherwise) {
        String name = config.text(field).orElse(otherwise);
        Activation activation = KNOWN.get(name);
        if (activation == null) {
            throw config.error(
                    field,
                    "is \"" + name + "\", an activation that is not known; known are "
                            + KNOWN.keySet().stream().sorted().toList());
        }
        return activation.toString();
    }
}
