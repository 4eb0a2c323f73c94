package dev.graft.models.jinja.value;

/** What stands behind {@code is}: in Jinja's words, a test. */
@FunctionalInterface
public interface Check {
    boolean holds(Object value, Arguments given);
}
