package dev.graft.models.jinja;

import dev.graft.models.jinja.value.Callable;
import dev.graft.models.jinja.value.Undefined;

/** Something between double braces that has a value. */
@FunctionalInterface
interface Expression {
    /** Its value: null for None, {@link Undefined}, Boolean, Long, Double, String, List, Map or a {@link Callable}. */
    Object evaluate(Scope scope);
}
