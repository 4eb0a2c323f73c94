package dev.graft.models.data;

import dev.graft.tensors.InvalidInputException;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * One of several data sets that make one.
 *
 * @param name by which reports call it
 * @param weight how often its samples are taken, against the weights of the others; empty for as often as it has samples
 */
public record DataSource(String name, OptionalDouble weight) {
    public DataSource {
        Objects.requireNonNull(weight, "weight");
        if (name.isBlank()) {
            throw new InvalidInputException("a source of data needs a name");
        }
        if (weight.isPresent() && !(weight.getAsDouble() > 0 && Double.isFinite(weight.getAsDouble()))) {
            throw new InvalidInputException(
                    "the weight of the source '" + name + "' must be a number above 0, found " + weight.getAsDouble());
        }
    }
}
