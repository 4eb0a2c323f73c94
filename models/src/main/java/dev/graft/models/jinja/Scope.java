package dev.graft.models.jinja;

import dev.graft.models.jinja.value.Budget;
import dev.graft.models.jinja.value.Undefined;
import java.util.HashMap;
import java.util.Map;

/** The names that a part of a template sees: its own, then those around it. */
final class Scope {
    private final Scope around;
    private final Map<String, Object> values;

    private final Budget budget;

    private Scope(Scope around, Map<String, Object> values, Budget budget) {
        this.budget = budget;
        this.around = around;
        this.values = values;
    }

    /** The outermost. */
    static Scope of(Map<String, Object> values, Budget budget) {
        return new Scope(null, new HashMap<>(values), budget);
    }

    /** One inside, whose names are not seen outside. */
    Scope inner() {
        return new Scope(this, new HashMap<>(), budget);
    }

    /** What may still be done in it. */
    Budget budget() {
        return budget;
    }

    Object get(String name) {
        for (Scope scope = this; scope != null; scope = scope.around) {
            budget.spend(1);
            if (scope.values.containsKey(name)) {
                return scope.values.get(name);
            }
        }
        return new Undefined(name);
    }

    void set(String name, Object value) {
        values.put(name, value);
    }
}
