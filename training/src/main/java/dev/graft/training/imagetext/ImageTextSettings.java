package dev.graft.training.imagetext;

import dev.graft.tensors.InvalidInputException;
import dev.graft.training.settings.TrainingSettings;

/**
 * The settings of BLIP-2's first stage of training (Li et al. 2023, arXiv:2301.12597, section 3.2).
 *
 * @param contrast the weight of the first loss, ITC
 * @param matching of the second, ITM
 * @param generation of the third, ITG
 * @param textTokens the longest text, which is cut; with the tokens at its ends
 * @param contrastWidth of the vectors that are compared
 * @param cleanCaptions whether captions are learnt as {@link dev.graft.models.imagetext.BlipCaption} writes them
 */
record ImageTextSettings(
        double contrast, double matching, double generation, int textTokens, int contrastWidth, boolean cleanCaptions) {
    /** Of both contrast and generation, in the published code. */
    static final double LABEL_SMOOTHING = 0.1;

    ImageTextSettings {
        if (contrast + matching + generation <= 0) {
            throw new InvalidInputException(
                    "one of the weights 'objective.itc', 'objective.itm' and 'objective.itg' must be above 0");
        }
    }

    static ImageTextSettings of(TrainingSettings settings) {
        return new ImageTextSettings(
                settings.objective().itc(),
                settings.objective().itm(),
                settings.objective().itg(),
                settings.objective().textTokens(),
                settings.objective().contrastWidth(),
                settings.objective().cleanCaptions());
    }
}
