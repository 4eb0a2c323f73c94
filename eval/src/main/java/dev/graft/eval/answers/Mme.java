package dev.graft.eval.answers;

import dev.graft.eval.measure.Measurement;
import dev.graft.models.data.Sample;
import dev.graft.tensors.InvalidInputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The scores of MME (Fu et al. 2023, arXiv 2306.13394), as lmms-eval computes them: two questions about each image, one to be
 * answered by yes and one by no. A category, the type of its questions, counts the percentage of right answers and that of images
 * of which both are right; {@code mme_perception} adds up ten categories, so that 2000 are the most, {@code mme_cognition} four.
 *
 * <p>An answer means yes or no where it has the word among its first four letters, in any case and without full stops.
 */
public final class Mme implements Evaluator, Protocol {
    private static final List<String> PERCEPTION = List.of(
            "existence", "count", "position", "color", "posters", "celebrity", "scene", "landmark", "artwork", "OCR");
    private static final List<String> COGNITION =
            List.of("commonsense_reasoning", "numerical_calculation", "text_translation", "code_reasoning");

    /** Of each category: right answers, answers, images with both right, images. */
    private static final int NUMBERS = 4;

    private static final int BEGINNING = 4;

    @Override
    public String id() {
        return "mme";
    }

    @Override
    public List<Evaluator> evaluators() {
        return List.of(this);
    }

    @Override
    public void check(List<Sample> samples) {
        pairs(samples).forEach((place, pair) -> {
            if (pair.size() != 2) {
                throw new InvalidInputException(
                        "MME asks two questions about each image, found " + pair.size() + " about " + place.get(1)
                                + " in the category '" + place.get(0) + "'; --limit may cut a pair in two");
            }
        });
        for (Sample sample : samples) {
            String answer = normal(sample.target());
            boolean known = sample.questionType()
                    .filter(type -> PERCEPTION.contains(type) || COGNITION.contains(type))
                    .isPresent();
            if (!known || !answer.equals("yes") && !answer.equals("no")) {
                throw new InvalidInputException("sample '" + sample.id() + "' (record " + sample.record()
                        + "): MME's questions have a category among " + PERCEPTION + " and " + COGNITION
                        + " and are answered by yes or no, found the category '"
                        + sample.questionType().orElse("") + "' and \"" + sample.target() + "\"");
            }
        }
    }

    @Override
    public Map<String, Measurement> evaluate(List<Sample> samples, List<String> answers) {
        double[] right = new double[samples.size()];
        for (int i = 0; i < right.length; i++) {
            right[i] = meaning(answers.get(i)).equals(normal(samples.get(i).target())) ? 1 : 0;
        }
        Map<String, Measurement> scores = new LinkedHashMap<>();
        put(scores, "mme_perception", PERCEPTION, samples, right);
        put(scores, "mme_cognition", COGNITION, samples, right);
        scores.put("mme_accuracy", Measurement.scores(right));
        return scores;
    }

    /** Of categories none of which is asked about there is no score. */
    private static void put(
            Map<String, Measurement> scores,
            String name,
            List<String> categories,
            List<Sample> samples,
            double[] right) {
        double[][] parts = new double[samples.size()][NUMBERS * categories.size()];
        for (int i = 0; i < parts.length; i++) {
            int category = categories.indexOf(QuestionTypes.of(samples.get(i)));
            if (category >= 0) {
                parts[i][NUMBERS * category] = right[i];
                parts[i][NUMBERS * category + 1] = 1;
            }
        }
        boolean[] any = {false};
        pairs(samples).forEach((place, pair) -> {
            int category = categories.indexOf(place.get(0));
            if (category >= 0) {
                any[0] = true;
                double[] of = parts[pair.get(0)];
                of[NUMBERS * category + 2] = pair.stream().allMatch(i -> right[i] == 1) ? 1 : 0;
                of[NUMBERS * category + 3] = 1;
            }
        });
        if (any[0]) {
            scores.put(name, Measurement.ofSet(parts, Mme::sum));
        }
    }

    private static double sum(double[] numbers) {
        double sum = 0;
        for (int i = 0; i < numbers.length; i += 2) {
            sum += numbers[i + 1] == 0 ? 0 : numbers[i] / numbers[i + 1];
        }
        return sum;
    }

    /** The questions about each image in each category. */
    private static Map<List<String>, List<Integer>> pairs(List<Sample> samples) {
        Map<List<String>, List<Integer>> pairs = new LinkedHashMap<>();
        for (int i = 0; i < samples.size(); i++) {
            List<String> place =
                    List.of(QuestionTypes.of(samples.get(i)), samples.get(i).group());
            pairs.computeIfAbsent(place, none -> new ArrayList<>()).add(i);
        }
        return pairs;
    }

    private static String normal(String answer) {
        return VqaNormalisation.stripped(answer.toLowerCase(Locale.ROOT)).replace(".", "");
    }

    /** {@code yes}, {@code no}, or anything else. */
    private static String meaning(String answer) {
        String said = normal(answer);
        if (said.equals("y") || said.equals("n")) {
            return said.equals("y") ? "yes" : "no";
        }
        String beginning = said.substring(
                0, said.offsetByCodePoints(0, Math.min(BEGINNING, said.codePointCount(0, said.length()))));
        if (beginning.contains("yes")) {
            return "yes";
        }
        return beginning.contains("no") ? "no" : "other";
    }
}
