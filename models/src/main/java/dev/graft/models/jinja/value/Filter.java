package dev.graft.models.jinja.value;

/** What stands behind {@code |}. */
@FunctionalInterface
public interface Filter {
    Object apply(Object value, Arguments given);
}
