package dev.graft.backbones.generation.rule;

import java.util.List;

/**
 * Forbids a token that would complete one of some sequences. A token that ends the text is never forbidden so.
 *
 * @param sequences of one token or more
 */
public record BannedSequences(List<List<Long>> sequences) implements TokenRule {
    public BannedSequences {
        sequences = sequences.stream()
                .map(sequence -> Requirement.sequence("bad_words_ids", sequence))
                .toList();
    }

    @Override
    public void apply(float[] scores, TextSoFar text) {
        for (List<Long> sequence : sequences) {
            int last = sequence.size() - 1;
            long completing = sequence.get(last);
            boolean isEnd = last == 0 && text.ends().contains(completing);
            if (!isEnd && completing < scores.length && text.endsIn(sequence.subList(0, last))) {
                scores[(int) completing] = NEVER;
            }
        }
    }
}
