package dev.graft.training.settings;

import dev.graft.tensors.Registry;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Settings that an objective from outside Graft adds to those under {@code objective.}.
 *
 * <p>They are the components of a public record, each declared by {@link Setting}; files, {@code --set}, help and the
 * comparison of runs know them from then on, and {@link ObjectiveSettings#added} gives the record of a run. Such records are
 * found through {@link ServiceLoader}.
 */
public interface AddedSettings {
    /** The kinds of objective that have them; runs of others neither write nor compare them. */
    List<String> objectives();

    /** The record with the values that hold where a user says nothing. */
    Record defaults();

    /** All that are on the path of this program. */
    static List<AddedSettings> all() {
        ServiceLoader<AddedSettings> found =
                ServiceLoader.load(AddedSettings.class, AddedSettings.class.getClassLoader());
        return Registry.ordered(AddedSettings.class, found);
    }
}
