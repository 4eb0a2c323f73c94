package dev.graft.models.folder;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.image.ImageProcessor;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.files.AtomicFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The files of a model folder, for all kinds of models. */
public final class ModelFolder {
    /** What the model is: a {@link ModelDescription}. */
    public static final String CONFIG = "config.json";

    /** The trained weights. */
    public static final String WEIGHTS = "model.safetensors";

    /**
     * How pictures are prepared, in the folder of a model that {@link ModelDescription#seesPixels} and of one that was imported
     * from a whole checkpoint.
     */
    public static final String PREPROCESSING = "preprocessor_config.json";

    /** What a person reads of the model. */
    public static final String CARD = "README.md";

    private ModelFolder() {}

    /** The folder whose files say how a model's pictures are prepared: the model's own where it says so, or else its vision encoder's. */
    public static Path preparing(Path folder, BackbonePlace vision) {
        return Files.isRegularFile(folder.resolve(PREPROCESSING)) ? folder : vision.folder();
    }

    /** Whether the {@code config.json} of a folder is that of a model of Graft, right or wrong. */
    public static boolean is(Path folder) {
        return DescriptionJson.isIn(folder);
    }

    /**
     * The weights of a model's network by their own names.
     *
     * @throws ModelFileException if the file is missing, damaged, or holds weights of another network
     */
    public static Map<String, Tensor> weights(Path folder, ModelDescription description) {
        return AdapterWeights.load(folder.resolve(WEIGHTS), description.network());
    }

    /**
     * Writes a model, each file whole or not at all, and last its description, which makes a model of the folder. A model that
     * {@linkplain ModelDescription#seesPixels sees pixels} needs no vision encoder any more: it is given what prepares pictures.
     *
     * @param folder that is there
     * @param description whose backbones are where its paths say
     */
    public static void write(Path folder, ModelDescription description, Map<String, Tensor> weights) {
        ModelDescription written = description;
        if (description.seesPixels()) {
            Path vision = description.vision().place().folder();
            AtomicFiles.write(folder.resolve(PREPROCESSING), ImageProcessor.configuration(vision));
            written = description.withVision(BackbonePlace.of(Path.of(".")));
        }
        AdapterWeights.save(folder.resolve(WEIGHTS), weights);
        AtomicFiles.write(folder.resolve(CONFIG), written.toJson());
    }
}
