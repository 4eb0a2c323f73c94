package dev.graft.eval.answers;

import dev.graft.eval.measure.Measurement;
import dev.graft.models.data.Sample;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The accuracy of OCRBench (Liu et al. 2023, arXiv 2305.07895), as lmms-eval computes it: an answer is right that contains a
 * reference, in any case of letters and width of signs; of formulas, whose type of question is {@value #FORMULAS}, to the
 * letter and without spaces.
 */
public final class OcrBench implements Evaluator, Protocol {
    private static final String FORMULAS = "Handwritten Mathematical Expression Recognition";

    @Override
    public String id() {
        return "ocrbench";
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
    public Map<String, Measurement> evaluate(List<Sample> samples, List<String> answers) {
        double[] scores = new double[samples.size()];
        for (int i = 0; i < scores.length; i++) {
            Sample sample = samples.get(i);
            boolean formula = sample.questionType().filter(FORMULAS::equals).isPresent();
            String answer = normal(VqaNormalisation.stripped(answers.get(i)), formula);
            scores[i] = sample.answers().stream().anyMatch(reference -> answer.contains(normal(reference, formula)))
                    ? 1
                    : 0;
        }
        return Map.of("ocrbench_accuracy", Measurement.scores(scores));
    }

    private static String normal(String text, boolean formula) {
        return formula
                ? VqaNormalisation.stripped(text).replace("\n", " ").replace(" ", "")
                : VqaNormalisation.stripped(narrow(text).toLowerCase(Locale.ROOT))
                        .replace("\n", " ");
    }

    /** Signs of full width, as Chinese and Japanese texts have them, in that of ASCII. */
    private static String narrow(String text) {
        StringBuilder narrow = new StringBuilder();
        text.chars()
                .map(sign -> sign >= 0xFF01 && sign <= 0xFF5E ? sign - 0xFEE0 : sign == 0x3000 ? ' ' : sign)
                .forEach(sign -> narrow.append((char) sign));
        return narrow.toString();
    }
}
