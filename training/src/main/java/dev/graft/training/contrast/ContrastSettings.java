package dev.graft.training.contrast;

import dev.graft.adapters.contrast.DualEncoderSpec;
import dev.graft.backbones.text.TextPooling;
import dev.graft.training.settings.TrainingSettings;

/**
 * The settings of a contrast of images and texts.
 *
 * @param pooling how a text becomes a vector
 * @param contrast of CoCa: the weight of the comparison; 1 for the others
 * @param caption of CoCa: the weight of the caption that the frozen language model gives; 0 for the others
 */
record ContrastSettings(DualEncoderSpec dual, TextPooling pooling, double contrast, double caption) {
    static ContrastSettings of(TrainingSettings settings) {
        DualEncoderSpec.Form form = DualEncoderSpec.Form.of(settings.objective().kind());
        boolean captions = form == DualEncoderSpec.Form.COCA;
        return new ContrastSettings(
                new DualEncoderSpec(
                        form,
                        settings.objective().contrastWidth(),
                        settings.objective().heads(),
                        DualEncoderSpec.ImagePooling.of(settings.objective().imagePooling())),
                TextPooling.of(settings.objective().textPooling()),
                captions ? settings.objective().contrast() : 1,
                captions ? settings.objective().caption() : 0);
    }

    /** Whether captions are learnt too. */
    boolean captions() {
        return caption != 0;
    }
}
