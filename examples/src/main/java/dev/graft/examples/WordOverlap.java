package dev.graft.examples;

import dev.graft.eval.answers.AnswerMetric;
import dev.graft.eval.answers.Evaluator;
import dev.graft.eval.answers.Protocol;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A protocol of evaluation of one's own: the share of words that an answer has in common with a reference. Named in {@code
 * META-INF/services/dev.graft.eval.answers.Protocol}, it is what {@code graft eval --metric word-overlap} takes.
 */
public final class WordOverlap implements Protocol {
    @Override
    public String id() {
        return "word-overlap";
    }

    @Override
    public int answerTokens() {
        return LONG;
    }

    @Override
    public List<Evaluator> evaluators() {
        return List.of(new Overlap());
    }

    private static final class Overlap implements AnswerMetric {
        @Override
        public String name() {
            return "word_overlap";
        }

        @Override
        public double score(String prediction, List<String> references) {
            return references.stream()
                    .mapToDouble(reference -> overlap(words(prediction), words(reference)))
                    .max()
                    .orElse(0);
        }

        /** Words of both by words of either. */
        private static double overlap(Set<String> first, Set<String> second) {
            Set<String> common = new HashSet<>(first);
            common.retainAll(second);
            Set<String> either = new HashSet<>(first);
            either.addAll(second);
            return (double) common.size() / either.size();
        }

        private static Set<String> words(String text) {
            return new HashSet<>(
                    Arrays.asList(text.strip().toLowerCase(Locale.ROOT).split("\\W+")));
        }
    }
}
