package dev.graft.eval.answers;

import dev.graft.eval.measure.Measurement;
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
    public Map<String, Measurement> evaluate(List<Sample> samples, List<String> answers) {
        int count = answers.size();
        double[] right = new double[count];
        double[] yes = new double[count];
        double[][] ofYes = new double[count][];
        double[][] ofPositive = new double[count][];
        double[][] both = new double[count][];
        for (int i = 0; i < count; i++) {
            boolean said = saysYes(answers.get(i));
            boolean is = reference(samples.get(i));
            double found = number(said && is);
            right[i] = number(said == is);
            yes[i] = number(said);
            ofYes[i] = new double[] {found, number(said)};
            ofPositive[i] = new double[] {found, number(is)};
            both[i] = new double[] {2 * found, number(said) + number(is)};
        }
        Map<String, Measurement> scores = new LinkedHashMap<>();
        scores.put("accuracy", Measurement.scores(right).overall());
        scores.put("precision", Measurement.share(ofYes));
        scores.put("recall", Measurement.share(ofPositive));
        // 2 P R / (P + R), without its divisions by 0.
        scores.put("f1", Measurement.ofSet(both, sums -> sums[1] == 0 ? 0 : sums[0] / sums[1]));
        scores.put("yes_ratio", Measurement.scores(yes).overall());
        return scores;
    }

    private static double number(boolean counts) {
        return counts ? 1 : 0;
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
