package dev.graft.adapters;

import dev.graft.adapters.published.AdapterFinder;
import java.util.List;

/**
 * Kinds of adapters that are built alike, such as the projections {@code linear} and {@code mlp}: what they are called, and
 * how their published weights are recognised.
 *
 * <p>Families are found through {@link java.util.ServiceLoader}: one from outside the project is a peer of those of Graft.
 */
public interface AdapterFamily {
    /** The settings of each of its kinds where a user says nothing, those of the published system. */
    List<AdapterSpec> kinds();

    /** The conventions that have names for weights of its adapters, see {@link Adapter#names}; other families may share one. */
    default List<WeightNames> conventions() {
        return List.of();
    }

    /** Small adapters of every form that has names of its own, by which weights of an unknown file are recognised. */
    default List<Adapter> forms() {
        return List.of();
    }

    /** What tells settings of its kinds from the names and shapes of weights; without any, a user has to say them all. */
    default List<AdapterFinder> finders() {
        return List.of();
    }

    /** The families on the path of this program. */
    static List<AdapterFamily> all() {
        return Families.ALL;
    }
}
