package dev.graft.models.folder;

import dev.graft.backbones.image.ImageProcessor;
import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.models.SeeingModel;
import dev.graft.tensors.Tensor;
import java.nio.file.Path;

/** What open models of every kind have in common: a part that sees, and that many threads may use them until they are closed. */
public abstract class SharedVision implements SeeingModel {
    protected final VisionPart vision;
    protected final SharedUse use = new SharedUse();

    /** @param vision closed by the model that is made of it */
    protected SharedVision(VisionPart vision) {
        this.vision = vision;
    }

    @Override
    public final VisionEncoder vision() {
        return vision.encoder();
    }

    @Override
    public final ImageProcessor processor() {
        return vision.processor();
    }

    @Override
    public final Tensor features(Path image) {
        return use.whenOpen(() -> vision.features(image));
    }
}
