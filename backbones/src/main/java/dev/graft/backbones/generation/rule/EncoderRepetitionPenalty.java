package dev.graft.backbones.generation.rule;

/**
 * Makes tokens likelier that an encoder has read, so that less is made up.
 *
 * @param penalty above 1 for what was read, below 1 against it
 */
public record EncoderRepetitionPenalty(double penalty) implements TokenRule {
    public EncoderRepetitionPenalty {
        Requirement.positive("encoder_repetition_penalty", penalty);
    }

    @Override
    public void apply(float[] scores, TextSoFar text) {
        RepetitionPenalty.penalize(scores, text.encoderIds(), (float) (1 / penalty));
    }
}
