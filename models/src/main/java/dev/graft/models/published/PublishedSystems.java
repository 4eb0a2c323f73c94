package dev.graft.models.published;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Registry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** The systems on the path of this program, by the model types of their checkpoints. */
public final class PublishedSystems {
    private PublishedSystems() {}

    private static Map<String, PublishedSystem> all() {
        ServiceLoader<PublishedSystem> found =
                ServiceLoader.load(PublishedSystem.class, PublishedSystem.class.getClassLoader());
        return byType(Registry.ordered(PublishedSystem.class, found));
    }

    /**
     * Systems by their model types. A type that is refused is that of whoever can read it.
     *
     * @throws InvalidInputException if two can read one type, which would make it unknown which one a user means
     */
    static Map<String, PublishedSystem> byType(List<PublishedSystem> systems) {
        Map<String, PublishedSystem> byType = new LinkedHashMap<>();
        for (PublishedSystem system : systems) {
            for (String type : system.modelTypes()) {
                PublishedSystem other = byType.get(type);
                if (other == null || other instanceof RefusedSystems) {
                    byType.put(type, system);
                } else if (!(system instanceof RefusedSystems)) {
                    throw new InvalidInputException("two systems on the class path read models of type '" + type
                            + "': " + other.getClass().getName() + " and "
                            + system.getClass().getName() + "; take one of them off");
                }
            }
        }
        return byType;
    }

    static boolean knows(String modelType) {
        return all().containsKey(modelType);
    }

    /** What the system of a checkpoint makes of it. */
    static PublishedModel read(Checkpoint checkpoint) {
        return of(checkpoint).read(checkpoint);
    }

    static PublishedSystem of(Checkpoint checkpoint) {
        Map<String, PublishedSystem> systems = all();
        String type = checkpoint.modelType();
        PublishedSystem system = systems.get(type);
        if (system == null) {
            throw new ModelFileException(
                    checkpoint.folder(),
                    "is a model of type '" + type + "', and what its configuration means is not known; known are "
                            + String.join(", ", systems.keySet())
                            + RefusedSystems.ADVICE);
        }
        return system;
    }
}
