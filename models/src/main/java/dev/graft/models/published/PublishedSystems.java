package dev.graft.models.published;

import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Registry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** The systems on the path of this program, by the model types of their checkpoints. */
final class PublishedSystems {
    private static final Map<String, PublishedSystem> BY_TYPE = load();

    private PublishedSystems() {}

    private static Map<String, PublishedSystem> load() {
        Map<String, PublishedSystem> systems = new LinkedHashMap<>();
        ServiceLoader<PublishedSystem> found =
                ServiceLoader.load(PublishedSystem.class, PublishedSystem.class.getClassLoader());
        List<PublishedSystem> ordered = Registry.ordered(PublishedSystem.class, found);
        ordered.forEach(system -> system.modelTypes().forEach(type -> systems.putIfAbsent(type, system)));
        return systems;
    }

    static boolean knows(String modelType) {
        return BY_TYPE.containsKey(modelType);
    }

    /** What the system of a checkpoint makes of it. */
    static PublishedModel read(Checkpoint checkpoint) {
        String type = checkpoint.modelType();
        PublishedSystem system = BY_TYPE.get(type);
        if (system == null) {
            throw new ModelFileException(
                    checkpoint.folder(),
                    "is a model of type '" + type + "', and what its configuration means is not known; known are "
                            + String.join(", ", BY_TYPE.keySet())
                            + RefusedSystems.ADVICE);
        }
        return system.read(checkpoint);
    }
}
