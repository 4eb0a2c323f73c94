package dev.graft.models.folder;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.tensors.ModelFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A model folder of any kind, and whether what it needs is there.
 *
 * @param weights of the adapter, and of what compares
 * @param backbones the vision encoder first
 */
public record ModelInspection(
        Path folder, ModelDescription description, AdapterFile weights, List<Backbone> backbones) {
    /**
     * A frozen part that the folder refers to.
     *
     * @param part what it is, such as "vision encoder"
     * @param problem what is wrong with it; empty if it is the one that the adapter was trained with
     */
    public record Backbone(String part, BackboneReference reference, Optional<String> problem) {}

    /**
     * Looks into a model folder without opening its backbones.
     *
     * @throws ModelFileException if the folder's own files are missing or damaged, or do not fit each other
     */
    public static ModelInspection of(Path folder) {
        ModelDescription description = ModelDescription.load(folder);
        ModelFolder.weights(folder, description);
        return new ModelInspection(
                folder,
                description,
                AdapterFile.read(folder.resolve(ModelFolder.WEIGHTS)),
                description.backbones().entrySet().stream()
                        .map(each -> backbone(folder, description, each.getKey(), each.getValue()))
                        .toList());
    }

    private static Backbone backbone(
            Path folder, ModelDescription description, String part, BackboneReference reference) {
        try {
            BackbonePlace place = reference.locate(part, folder);
            boolean vision = part.equals(ModelDescription.VISION);
            String hash = vision ? description.visionSha256(place) : description.textSha256(place);
            reference.requireFiles(part, new BackboneReference(place, reference.id(), hash, reference.width()));
            return new Backbone(part, reference, Optional.empty());
        } catch (ModelFileException e) {
            return new Backbone(part, reference, Optional.of(e.getMessage()));
        }
    }
}
