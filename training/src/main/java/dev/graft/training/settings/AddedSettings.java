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
    /** The record with the values that hold where a user says nothing. */
    Record defaults();

    /** The defaults of all that are on the path of this program. */
    static List<Record> all() {
        ServiceLoader<AddedSettings> found =
                ServiceLoader.load(AddedSettings.class, AddedSettings.class.getClassLoader());
        return Registry.ordered(AddedSettings.class, found).stream()
                .map(AddedSettings::defaults)
                .toList();
    }
}
