package dev.graft.eval.answers;

import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.Sample;
import dev.graft.tensors.InvalidInputException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The polling of object hallucination (POPE; Li et al. 2023, arXiv 2305.10355): questions whether something is in the image,
 * half of them about what is not.
 *
 * <p>As in the official {@code evaluate.py}, an answer means no where its first sentence has one of the words "No", "no" and
 * "not", and yes otherwise, an empty one too. Yes is positive: precision, recall and F1 are of the yes, and {@code yes_ratio}
 * is the share of answers that mean yes. The program fails where nothing is positive; here precision is 0 where no answer
 * means yes, recall is 0 where no reference does, and F1 is 0 where both are.
 */
public final class Pope implements Evaluator, Protocol {
    private static final List<String> NO = List.of("No", "not", "no");

    @Override
    public String id() {
        return "pope";
    }

    @Override
    public int answerTokens() {
        return SHORT;
    }

    @Override
    public List<Evaluator> evaluators() {
        return List.of(this);
    }

    @Override
    public boolean suits(DatasetFormat format) {
        return format.id().equals(id());
    }

    /** Whether an answer means yes. */
    public static boolean saysYes(String answer) {
        int end = answer.indexOf('.');
        String sentence = end < 0 ? answer : answer.substring(0, end);
        return Arrays.stream(sentence.replace(",", "").split(" ")).noneMatch(NO::contains);
    }

    @Override
    public void check(List<Sample> samples) {
        samples.forEach(Pope::reference);
    }

    @Override
    public Map<String, Breakdown> evaluate(List<Sample> samples, List<String> answers) {
        int truePositives = 0;
        int positives = 0;
        int yes = 0;
        int right = 0;
        for (int i = 0; i < answers.size(); i++) {
            boolean said = saysYes(answers.get(i));
            boolean is = reference(samples.get(i));
            truePositives += said && is ? 1 : 0;
            positives += is ? 1 : 0;
            yes += said ? 1 : 0;
            right += said == is ? 1 : 0;
        }
        int count = answers.size();
        Map<String, Breakdown> scores = new LinkedHashMap<>();
        scores.put("accuracy", Breakdown.of(Score.of(right, count)));
        scores.put("precision", Breakdown.of(proportion(truePositives, yes, count)));
        scores.put("recall", Breakdown.of(proportion(truePositives, positives, count)));
        // 2 P R / (P + R), without its divisions by 0.
        double f1 = yes + positives == 0 ? 0 : 2.0 * truePositives / (yes + positives);
        scores.put("f1", Breakdown.of(Score.ofSet(f1, count)));
        scores.put("yes_ratio", Breakdown.of(Score.of(yes, count)));
        return scores;
    }

    private static Score proportion(int part, int whole, int count) {
        return whole == 0 ? Score.ofSet(0, count) : Score.of(part, whole);
    }

    private static boolean reference(Sample sample) {
        String answer = sample.target().strip().toLowerCase(Locale.ROOT);
        if (!answer.equals("yes") && !answer.equals("no")) {
            throw new InvalidInputException("sample '" + sample.id() + "' (record " + sample.record()
                    + "): POPE's questions are answered by yes or no, found \"" + sample.target() + "\"");
        }
        return answer.equals("yes");
    }
}
