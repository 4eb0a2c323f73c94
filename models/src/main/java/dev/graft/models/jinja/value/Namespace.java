package dev.graft.models.jinja.value;

import java.util.HashMap;
import java.util.Map;

/** A value of {@code namespace()}: what a loop may change for what comes after it. */
public record Namespace(Map<String, Object> values) {
    static Namespace of(Arguments arguments) {
        return new Namespace(new HashMap<>(arguments.named()));
    }
}
