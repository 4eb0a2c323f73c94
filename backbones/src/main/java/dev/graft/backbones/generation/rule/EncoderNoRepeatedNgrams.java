package dev.graft.backbones.generation.rule;

/**
 * Forbids a token that would repeat a run of tokens that an encoder has read.
 *
 * @param size of the runs in tokens
 */
public record EncoderNoRepeatedNgrams(int size) implements TokenRule {
    public EncoderNoRepeatedNgrams {
        Requirement.positive("encoder_no_repeat_ngram_size", size);
    }

    @Override
    public void apply(float[] scores, TextSoFar text) {
        NoRepeatedNgrams.forbid(scores, text, text.encoderIds(), size);
    }
}
