package dev.graft.training.settings;

import dev.graft.adapters.contrast.DualEncoderSpec;
import dev.graft.backbones.text.TextPooling;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Suggestions;
import java.util.List;

/** What the adapter learns by. */
public sealed interface Objective {
    /** The names under which objectives are chosen. */
    List<String> KINDS = List.of("language_modelling", "blip2_stage1", "clip", "siglip", "llip", "coca");

    /** The cross-entropy of answers that the frozen language model gives, seeing the visual tokens. */
    record LanguageModelling() implements Objective {}

    /**
     * BLIP-2's first stage, without a language model (Li et al. 2023, arXiv:2301.12597, section 3.2): a Q-Former learns
     * to compare images with their captions, to match them, and to generate the captions.
     *
     * @param contrast the weight of the first loss, ITC
     * @param matching of the second, ITM
     * @param generation of the third, ITG
     * @param textTokens the longest text, which is cut; with the tokens at its ends
     * @param contrastWidth of the vectors that are compared
     * @param cleanCaptions whether captions are learnt as {@link dev.graft.models.imagetext.BlipCaption} writes them
     */
    record ImageText(
            double contrast,
            double matching,
            double generation,
            int textTokens,
            int contrastWidth,
            boolean cleanCaptions)
            implements Objective {
        /** Of both contrast and generation, in the published code. */
        public static final double LABEL_SMOOTHING = 0.1;

        public ImageText {
            if (contrast + matching + generation <= 0) {
                throw new InvalidInputException(
                        "one of the weights 'objective.itc', 'objective.itm' and 'objective.itg' must be above 0");
            }
        }
    }

    /**
     * The visual tokens of any adapter are compared with vectors of a frozen text encoder, over the whole batch. What shows
     * the same image belongs together, as in BLIP's retrieval; captions that are equal by chance do not, as published.
     *
     * @param pooling how a text becomes a vector
     * @param contrast of CoCa: the weight of the comparison; 1 for the others
     * @param caption of CoCa: the weight of the caption that the frozen language model gives; 0 for the others
     */
    record Contrast(DualEncoderSpec dual, TextPooling pooling, double contrast, double caption) implements Objective {}

    /** The objective that a configuration asks for. */
    static Objective of(TrainingConfig config) {
        String kind = config.text("objective.kind");
        return switch (kind) {
            case "language_modelling" -> new LanguageModelling();
            case "blip2_stage1" ->
                new ImageText(
                        config.number("objective.itc"),
                        config.number("objective.itm"),
                        config.number("objective.itg"),
                        config.integer("objective.text_tokens"),
                        config.integer("objective.contrast_width"),
                        config.flag("objective.clean_captions"));
            case "clip", "siglip", "llip", "coca" -> contrast(config, DualEncoderSpec.Form.of(kind));
            default ->
                throw new InvalidInputException(
                        "unknown objective '" + kind + "'" + Suggestions.didYouMean(kind, KINDS));
        };
    }

    private static Contrast contrast(TrainingConfig config, DualEncoderSpec.Form form) {
        boolean captions = form == DualEncoderSpec.Form.COCA;
        return new Contrast(
                new DualEncoderSpec(
                        form, config.integer("objective.contrast_width"), config.integer("objective.heads")),
                TextPooling.of(config.text("objective.text_pooling")),
                captions ? config.number("objective.contrast") : 1,
                captions ? config.number("objective.caption") : 0);
    }
}
