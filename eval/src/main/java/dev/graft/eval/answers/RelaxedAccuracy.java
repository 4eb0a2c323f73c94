package dev.graft.eval.answers;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * The relaxed accuracy of ChartQA (Masry et al. 2022, arXiv 2203.10244), as pix2struct and lmms-eval compute it: a number is
 * right within 5 % of the reference, a text where it is equal in any case of letters. Numbers are what Python's {@code float}
 * reads, and {@code 5%} is 0.05; a reference of 0 is compared as a text.
 */
public final class RelaxedAccuracy implements AnswerMetric, Protocol {
    private static final double TOLERANCE = 0.05;

    /** What Python's {@code float} takes; digits may have an underscore between them. */
    private static final Pattern NUMBER = Pattern.compile(
            "[+-]?(?:inf|infinity|nan|(?:\\d+(?:_\\d+)*\\.?|(?:\\d+(?:_\\d+)*)?\\.\\d+(?:_\\d+)*)(?:e[+-]?\\d+(?:_\\d+)*)?)",
            Pattern.CASE_INSENSITIVE);

    @Override
    public String id() {
        return "relaxed";
    }

    @Override
    public List<Evaluator> evaluators() {
        return List.of(this);
    }

    @Override
    public String name() {
        return "relaxed_accuracy";
    }

    @Override
    public double score(String prediction, List<String> references) {
        return references.stream().anyMatch(reference -> isRight(prediction, reference)) ? 1 : 0;
    }

    private static boolean isRight(String prediction, String reference) {
        OptionalDouble said = number(prediction);
        OptionalDouble expected = number(reference);
        if (said.isPresent() && expected.isPresent() && expected.getAsDouble() != 0) {
            double right = expected.getAsDouble();
            return Math.abs(said.getAsDouble() - right) / Math.abs(right) <= TOLERANCE;
        }
        return prediction.toLowerCase(Locale.ROOT).equals(reference.toLowerCase(Locale.ROOT));
    }

    private static OptionalDouble number(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '%') {
            end--;
        }
        OptionalDouble number = read(text.substring(0, end));
        return end == text.length() || number.isEmpty() ? number : OptionalDouble.of(number.getAsDouble() / 100);
    }

    private static OptionalDouble read(String text) {
        String digits = ascii(VqaNormalisation.stripped(text));
        if (!NUMBER.matcher(digits).matches()) {
            return OptionalDouble.empty();
        }
        String plain = digits.replace("_", "").toLowerCase(Locale.ROOT);
        double sign = plain.startsWith("-") ? -1 : 1;
        if (plain.contains("inf")) {
            return OptionalDouble.of(sign * Double.POSITIVE_INFINITY);
        }
        return OptionalDouble.of(plain.contains("nan") ? Double.NaN : Double.parseDouble(plain));
    }

    /** Digits of all scripts as those from 0 to 9. */
    private static String ascii(String text) {
        StringBuilder ascii = new StringBuilder();
        text.codePoints()
                .map(letter -> Character.getType(letter) == Character.DECIMAL_DIGIT_NUMBER
                        ? '0' + Character.digit(letter, 10)
                        : letter)
                .forEach(ascii::appendCodePoint);
        return ascii.toString();
    }
}
