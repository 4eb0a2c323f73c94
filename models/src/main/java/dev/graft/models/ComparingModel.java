package dev.graft.models;

import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.contrast.DualEncoderModel;
import dev.graft.models.contrast.TwoTowerModel;
import dev.graft.models.folder.DualEncoderDescription;
import dev.graft.models.folder.ImageTextDescription;
import dev.graft.models.folder.ModelDescription;
import dev.graft.models.folder.Places;
import dev.graft.models.folder.TwoTowerFolder;
import dev.graft.models.folder.VisionLanguageDescription;
import dev.graft.models.imagetext.ImageTextModel;
import dev.graft.tensors.ModelFileException;
import java.nio.file.Path;

/**
 * A model that tells how alike images and texts are, and answers nothing: one that {@code graft train} wrote, or a trained CLIP,
 * SigLIP or the like as it was published.
 *
 * <pre>{@code
 * try (ComparingModel model = ComparingModel.open(Path.of("my-model"))) {
 *     Tensor images = model.imageVectors(model.features(Path.of("photo.png")));
 *     Tensor texts = model.textVectors(List.of("a cat", "a dog"));
 *     float[] similarities = model.similarities(images, texts).toFloatArray();
 * }
 * }</pre>
 */
public sealed interface ComparingModel extends SeeingModel, ImageTextSimilarity
        permits ImageTextModel, DualEncoderModel, TwoTowerModel {
    /** Opens a model folder on the CPU, its backbones where the folder says. */
    static ComparingModel open(Path folder) {
        return open(folder, Places.AS_DESCRIBED, SessionConfig.DEFAULT);
    }

    /**
     * Opens a folder of such a model.
     *
     * @param places where the backbones lie, if not where the folder says
     * @throws ModelFileException if a file is missing or damaged, a backbone is not the one that the model was trained with, or
     *     the model answers questions instead
     */
    static ComparingModel open(Path folder, Places places, SessionConfig session) {
        if (TwoTowerFolder.isOne(folder)) {
            return TwoTowerModel.load(folder, places, session);
        }
        return places.in(ModelDescription.load(folder)).accept(new ModelDescription.Visitor<>() {
            @Override
            public ComparingModel visit(VisionLanguageDescription description) {
                throw new ModelFileException(folder, description.advice(folder));
            }

            @Override
            public ComparingModel visit(ImageTextDescription description) {
                return ImageTextModel.load(folder, description, session);
            }

            @Override
            public ComparingModel visit(DualEncoderDescription description) {
                return DualEncoderModel.load(folder, description, session);
            }
        });
    }
}
