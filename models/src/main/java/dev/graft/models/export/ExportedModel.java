package dev.graft.models.export;

import dev.graft.adapters.Adapter;
import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.image.ImageProcessor;
import dev.graft.backbones.inspect.BackboneFiles;
import dev.graft.backbones.language.Directions;
import dev.graft.models.folder.BackboneReference;
import dev.graft.models.folder.ModelDescription;
import dev.graft.models.folder.ModelFolder;
import dev.graft.models.folder.Places;
import dev.graft.models.folder.VisionLanguageDescription;
import dev.graft.models.visual.JoinedLayout;
import dev.graft.models.visual.LimitedLayout;
import dev.graft.models.visual.VisualLayout;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Tensor;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A model folder that is to be written for another program, with what is at hand for that.
 *
 * @param folder the model folder
 * @param name what the written files call it
 * @param description what the folder says
 * @param weights of the adapter by its own names
 * @param vision where the vision encoder lies
 * @param language where the language model lies
 * @param originals where original weights lie, as far as that was said; those of a backbone else lie beside its ONNX files
 */
public record ExportedModel(
        Path folder,
        String name,
        VisionLanguageDescription description,
        Map<String, Tensor> weights,
        BackbonePlace vision,
        BackbonePlace language,
        Map<OriginalWeights, Path> originals) {
    private static final String LANGUAGE = "language model";

    /**
     * Reads a model folder.
     *
     * @param places where its backbones lie, if not where it says
     * @throws dev.graft.tensors.ModelFileException if a file is missing or damaged, or a backbone is not the one that the
     *     adapter was trained with
     * @throws InvalidInputException if the model is of a kind that answers nothing
     */
    public static ExportedModel open(Path folder, Places places, Map<OriginalWeights, Path> originals) {
        ModelDescription placed = places.in(ModelDescription.load(folder));
        if (!(placed instanceof VisionLanguageDescription description)) {
            throw new InvalidInputException(
                    folder,
                    "holds a model that compares images with texts, and the other programs answer questions; 'graft"
                            + " export --names' writes the weights of its adapter");
        }
        if (description.seesPixels()) {
            throw new InvalidInputException(
                    folder,
                    "holds a model whose vision network is the adapter's own (features 'pixels'), for which the other"
                            + " programs have no place; 'graft export --names timm' writes its weights");
        }
        return new ExportedModel(
                folder,
                String.valueOf(folder.toAbsolutePath().normalize().getFileName()),
                description,
                ModelFolder.weights(folder, description),
                same(folder, ModelDescription.VISION, description.vision()),
                same(folder, LANGUAGE, description.language()),
                Map.copyOf(originals));
    }

    private static BackbonePlace same(Path folder, String part, BackboneReference expected) {
        BackbonePlace place = expected.locate(part, folder);
        expected.requireFiles(
                part,
                new BackboneReference(
                        place, expected.id(), BackboneFiles.of(place).sha256(), expected.width()));
        return place;
    }

    /** The folder whose files say how pictures are prepared. */
    public Path preparing() {
        return ModelFolder.preparing(folder, vision);
    }

    /** Whether an image is cut into tiles, or texts stand around its visual tokens. */
    public boolean hasTiles() {
        VisualLayout layout =
                description.layout() instanceof LimitedLayout limited ? limited.layout() : description.layout();
        return !layout.equals(JoinedLayout.PLAIN)
                || ImageProcessor.load(preparing()).tiles();
    }

    /** Where original weights lie; empty where nothing was said. */
    public Optional<Path> original(OriginalWeights weights) {
        return Optional.ofNullable(originals.get(weights));
    }

    /**
     * Refuses a model whose language model attends to its prompt in both directions.
     *
     * @throws InvalidInputException if it does
     */
    public void requireOneDirection() {
        if (description.reading().directions() != Directions.BACK) {
            throw new InvalidInputException(
                    folder,
                    "holds a model whose language model attends to "
                            + (description.reading().directions() == Directions.IMAGES
                                    ? "images in both directions, as Gemma 3's"
                                    : "its prompt in both directions, as PaliGemma's")
                            + " does, and what is written reads texts in one direction; 'graft export --to hf --checkpoint' writes"
                            + " the whole checkpoint of such a model with this adapter, 'graft export --names' its weights");
        }
    }

    /** The adapter, without weights. */
    public Adapter adapter() {
        return description.network();
    }
}
