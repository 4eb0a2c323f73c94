package dev.graft.models;

import dev.graft.models.source.Reference;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.CacheFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A frozen backbone that a model folder refers to. It is not copied; its hash tells whether it is still the same.
 *
 * @param path where it lies, absolute or relative to the model folder
 * @param id what it calls itself
 * @param sha256 of its model files
 * @param width of the vectors that it gives or takes
 */
public record BackboneReference(Path path, String id, String sha256, int width) {
    /** The same backbone in another place. */
    public BackboneReference at(Path newPath) {
        return new BackboneReference(newPath, id, sha256, width);
    }

    /**
     * Where the backbone lies. One that a source carries is unpacked again if it is gone, as on another machine.
     *
     * @throws ModelFileException if there is nothing
     */
    public Path locate(String kind, Path modelFolder) {
        Path place = modelFolder.toAbsolutePath().resolve(path).normalize();
        if (!Files.exists(place)) {
            Optional<Reference> carried = Reference.find(id);
            if (carried.isPresent()) {
                return carried.get().locate(CacheFolder.of(""), message -> {});
            }
            String part = kind.split(" ")[0];
            String option = part.equals("vision") ? part : "language";
            throw new ModelFileException(
                    modelFolder.resolve(ModelDescription.CONFIG),
                    "the " + kind + " '"
                            + id + "' of SHA-256 " + sha256 + " should be at " + place
                            + ", where there is nothing; put it"
                            + " back, say by --" + option + " where it is, or change '" + part + ".path' in this file");
        }
        return place;
    }

    /** Refuses another backbone than the adapter was trained with. */
    public void require(String kind, Path folder, String foundId, String foundHash, int foundWidth) {
        if (foundWidth != width) {
            throw new ModelFileException(
                    folder,
                    "the adapter was trained for a " + kind + " of width " + width
                            + " ('" + id + "'), '" + foundId + "' has width " + foundWidth
                            + "; give the folder of the original, or train a new adapter");
        }
        requireHash(kind, folder, foundId, foundHash);
    }

    /** Refuses other files than the adapter was trained with. */
    public void requireHash(String kind, Path folder, String foundId, String foundHash) {
        if (!foundHash.equals(sha256)) {
            throw new ModelFileException(
                    folder,
                    "the adapter was trained with the " + kind + " '" + id
                            + "' of SHA-256 " + sha256 + ", the files of '" + foundId + "' have " + foundHash
                            + "; give the folder of the original, or train a new adapter");
        }
    }
}
