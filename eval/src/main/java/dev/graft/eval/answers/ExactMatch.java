package dev.graft.eval.answers;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The exact match of answers: 1 if the answer equals any of the references, else 0.
 *
 * <p>Both sides are normalised first: lower case, runs of white space as one space, none at the ends, and no {@code . , ;
 * : ! ?} after the last word. Nothing else changes, so "two" is not "2" and "a dog" is not "dog"; for these, see
 * {@link VqaAccuracy}.
 */
public final class ExactMatch implements AnswerMetric {
    private static final Pattern SPACES = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern CLOSING_MARKS = Pattern.compile("(?<=[^.,;:!?\\s])[.,;:!?\\s]+$");

    @Override
    public String name() {
        return "exact_match";
    }

    @Override
    public double score(String prediction, List<String> references) {
        String normalised = normalise(prediction);
        return references.stream().anyMatch(reference -> normalise(reference).equals(normalised)) ? 1 : 0;
    }

    /** The form in which answers are compared. */
    static String normalise(String answer) {
        String spaced = SPACES.matcher(answer).replaceAll(" ").strip();
        return CLOSING_MARKS.matcher(spaced).replaceFirst("").toLowerCase(Locale.ROOT);
    }
}
