package dev.graft.training.contrast;

import dev.graft.adapters.contrast.DualEncoderSpec;
import dev.graft.backbones.text.TextPooling;
import dev.graft.training.settings.TrainingConfig;

/**
 * The settings of a contrast of images and texts.
 *
 * @param pooling how a text becomes a vector
 * @param contrast of CoCa: the weight of the comparison; 1 for the others
 * @param caption of CoCa: the weight of the caption that the frozen language model gives; 0 for the others
 */
record ContrastSettings(DualEncoderSpec dual, TextPooling pooling, double contrast, double caption) {
    static ContrastSettings of(TrainingConfig config) {
        DualEncoderSpec.Form form = DualEncoderSpec.Form.of(config.text("objective.kind"));
        boolean captions = form == DualEncoderSpec.Form.COCA;
        return new ContrastSettings(
                new DualEncoderSpec(
                        form, config.integer("objective.contrast_width"), config.integer("objective.heads")),
                TextPooling.of(config.text("objective.text_pooling")),
                captions ? config.number("objective.contrast") : 1,
                captions ? config.number("objective.caption") : 0);
    }

    /** Whether captions are learnt too. */
    boolean captions() {
        return caption != 0;
    }
}
