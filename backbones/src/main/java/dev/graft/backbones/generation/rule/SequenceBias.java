package dev.graft.backbones.generation.rule;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds a number to the score of a token that would complete a sequence.
 *
 * @param biases by sequences of one token or more; negative infinity forbids one
 */
public record SequenceBias(Map<List<Long>, Double> biases) implements TokenRule {
    public SequenceBias {
        Map<List<Long>, Double> copy = new LinkedHashMap<>();
        biases.forEach((sequence, bias) -> copy.put(Requirement.sequence("sequence_bias", sequence), bias));
        biases = Collections.unmodifiableMap(copy);
    }

    @Override
    public void apply(float[] scores, TextSoFar text) {
        float[] added = new float[scores.length];
        biases.forEach((sequence, bias) -> {
            int last = sequence.size() - 1;
            long completing = sequence.get(last);
            if (completing < scores.length && text.endsIn(sequence.subList(0, last))) {
                added[(int) completing] += bias.floatValue();
            }
        });
        for (int token = 0; token < scores.length; token++) {
            scores[token] += added[token];
        }
    }
}
