package dev.graft.eval.answers;

import java.util.List;
import java.util.Locale;

/**
 * The average normalised Levenshtein similarity of DocVQA (Biten et al. 2019, arXiv 1907.00490), as lmms-eval computes it: the
 * best of the references counts, at {@code 1 - distance / length} of the longer text, and below one half nothing counts. Case
 * and runs of white space do not matter to the distance; lengths are of the texts as they are.
 */
public final class Anls implements AnswerMetric, Protocol {
    private static final double THRESHOLD = 0.5;

    @Override
    public String id() {
        return "anls";
    }

    @Override
    public int answerTokens() {
        return LONG;
    }

    @Override
    public List<Evaluator> evaluators() {
        return List.of(this);
    }

    @Override
    public String name() {
        return "anls";
    }

    @Override
    public double score(String prediction, List<String> references) {
        String answer = VqaNormalisation.stripped(prediction);
        double least = references.stream()
                .mapToDouble(reference -> distance(answer, reference))
                .min()
                .orElse(1);
        return 1 - least < THRESHOLD ? 0 : 1 - least;
    }

    /** The edit distance by the length of the longer text. */
    private static double distance(String answer, String reference) {
        int length = Math.max(length(answer), length(reference));
        return length == 0 ? 0 : (double) edits(normal(answer), normal(reference)) / length;
    }

    private static int length(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        return upper.codePointCount(0, upper.length());
    }

    private static int[] normal(String text) {
        return String.join(" ", VqaNormalisation.split(text.toLowerCase(Locale.ROOT)))
                .codePoints()
                .toArray();
    }

    /** How many characters must be put in, left out or changed to make one text of the other. */
    private static int edits(int[] from, int[] to) {
        int[] row = new int[to.length + 1];
        for (int j = 0; j <= to.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length; i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length; j++) {
                int changed = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length];
    }
}
