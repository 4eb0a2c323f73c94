package dev.graft.models;

import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.contrast.DualEncoderModel;
import dev.graft.models.folder.DualEncoderDescription;
import dev.graft.models.folder.ImageTextDescription;
import dev.graft.models.folder.ModelDescription;
import dev.graft.models.folder.Places;
import dev.graft.models.folder.VisionLanguageDescription;
import dev.graft.models.imagetext.ImageTextModel;
import java.nio.file.Path;

/**
 * A trained model of any kind, open: a frozen vision encoder, what was trained, and what reads or writes texts.
 *
 * <p>{@link VisionLanguageModel} answers questions about images, a {@link ComparingModel} tells how alike images and texts
 * are. All methods of all kinds may be called from many threads at once; {@link #close} waits for the calls under way, and to
 * call a closed model is an {@link IllegalStateException}.
 */
public sealed interface TrainedModel extends SeeingModel permits VisionLanguageModel, ImageTextModel, DualEncoderModel {
    /** Opens a model folder of any kind on the CPU, its backbones where the folder says. */
    static TrainedModel open(Path folder) {
        return open(folder, Places.AS_DESCRIBED, SessionConfig.DEFAULT);
    }

    /**
     * Opens a model folder of any kind.
     *
     * @param places where the backbones lie, if not where the folder says
     * @throws dev.graft.tensors.ModelFileException if a file is missing or damaged, or a backbone is not the one that the
     *     model was trained with
     */
    static TrainedModel open(Path folder, Places places, SessionConfig session) {
        return places.in(ModelDescription.load(folder)).accept(new ModelDescription.Visitor<>() {
            @Override
            public TrainedModel visit(VisionLanguageDescription description) {
                return VisionLanguageModel.load(folder, description, session);
            }

            @Override
            public TrainedModel visit(ImageTextDescription description) {
                return ImageTextModel.load(folder, description, session);
            }

            @Override
            public TrainedModel visit(DualEncoderDescription description) {
                return DualEncoderModel.load(folder, description, session);
            }
        });
    }

    /** What its folder says of it. */
    ModelDescription description();
}
