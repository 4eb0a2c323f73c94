package dev.graft.backbones.generation.rule;

import dev.graft.tensors.InvalidInputException;
import java.util.List;

/** What the settings of rules must be; they are called as in Hugging Face's {@code generation_config.json}. */
final class Requirement {
    private Requirement() {}

    static void positive(String name, double value) {
        if (!(value > 0 && Double.isFinite(value))) {
            throw new InvalidInputException(name + " must be above 0, found " + value);
        }
    }

    static List<Long> sequence(String name, List<Long> ids) {
        if (ids.isEmpty() || ids.stream().anyMatch(id -> id < 0)) {
            throw new InvalidInputException(name + " must have ids of tokens, 0 or more, found " + ids);
        }
        return List.copyOf(ids);
    }

    static void known(long id, int vocabulary) {
        if (id >= vocabulary) {
            throw new InvalidInputException(
                    "the language model has " + vocabulary + " tokens, token " + id + " to be forced is none of them");
        }
    }
}
