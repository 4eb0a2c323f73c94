package dev.graft.graph;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** The names of the values of a graph that is being built, each of which is given once. */
final class ValueNames {
    private final String graph;
    private final Set<String> taken = new HashSet<>();
    private String scope = "";
    private int counter;

    /** @param graph its name, for error messages */
    ValueNames(String graph) {
        this.graph = graph;
    }

    /** What new names begin with; empty for nothing. */
    void scope(String newScope) {
        scope = newScope.isEmpty() || newScope.endsWith("/") ? newScope : newScope + "/";
    }

    boolean contains(String name) {
        return taken.contains(name);
    }

    /** Takes names that a graph brings along, where it may read one several times. */
    void addAll(Collection<String> names) {
        taken.addAll(names);
    }

    /** Takes a name that must be free. */
    String claim(String name) {
        if (!taken.add(name)) {
            throw new IllegalArgumentException("graph '" + graph + "' already has a value '" + name + "'");
        }
        return name;
    }

    /** A name, or, where it is taken, a new one that begins with it. */
    String free(String name) {
        return contains(name) ? fresh(name) : name;
    }

    /** A new name in the scope. */
    String fresh(String base) {
        String candidate = scope + base + "." + counter++;
        while (taken.contains(candidate)) { // a graph that was built before and is continued
            candidate = scope + base + "." + counter++;
        }
        return candidate;
    }
}
