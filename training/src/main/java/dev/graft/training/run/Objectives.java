package dev.graft.training.run;

import dev.graft.tensors.Registry;
import java.util.ServiceLoader;

/** The objectives on the path of this program, looked up once. */
final class Objectives {
    static final Registry<Objective> ALL = load();

    private Objectives() {}

    private static Registry<Objective> load() {
        Registry<Objective> all = new Registry<>("setting 'objective.kind': unknown objective");
        ServiceLoader<Objective> found = ServiceLoader.load(Objective.class, Objective.class.getClassLoader());
        Registry.ordered(Objective.class, found)
                .forEach(objective -> objective.kinds().forEach(kind -> all.add(kind, objective)));
        return all;
    }
}
