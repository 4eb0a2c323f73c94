package dev.graft.training.settings;

import dev.graft.tensors.Range;

/** How often and by how much a run is judged, and at its end. */
public record ValidationSettings(
        @Setting(
                value = "steps between validations; 0 for only one at the end",
                key = "validate_every",
                range = Range.NOT_NEGATIVE)
        int every,

        @Setting(value = "the most samples of a validation", key = "validation_samples", range = Range.NOT_NEGATIVE)
        int samples,

        @Setting(
                value = "questions answered in a validation for its accuracy; 0 for none",
                key = "validation_answers",
                range = Range.NOT_NEGATIVE)
        int answers,

        @Setting(
                value = "longest answer in tokens, in validations and the final evaluation; 0 for what suits the data",
                range = Range.NOT_NEGATIVE)
        int answerTokens,

        @Setting("loss or accuracy: which validation chooses the weights that are kept")
        BestBy bestBy,

        @Setting(
                value = "the most questions answered at the end; 0 for none",
                range = Range.NOT_NEGATIVE,
                decisive = false)
        int finalEvaluation) {
    static final ValidationSettings DEFAULTS = new ValidationSettings(250, 512, 100, 0, BestBy.LOSS, 1000);
}
