package dev.graft.models.export.hf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.InvalidInputException;

/** In which precision transformers is told to load the weights: {@code dtype} of {@code config.json}. */
final class Dtype {
    private Dtype() {}

    /** Writes it into a configuration and those of its parts. */
    static ObjectNode set(ObjectNode config, ElementType type) {
        String name = switch (type) {
            case FLOAT -> "float32";
            case FLOAT16 -> "float16";
            case BFLOAT16 -> "bfloat16";
            default ->
                throw new InvalidInputException("the weights of the language model are " + type
                        + ", and weights of real numbers are needed; name its original weights by --language-weights");
        };
        config.put("dtype", name);
        for (JsonNode part : config) {
            if (part instanceof ObjectNode object && object.has("model_type")) {
                object.put("dtype", name);
            }
        }
        return config;
    }
}
