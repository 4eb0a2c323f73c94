package dev.graft.world.files;

import dev.graft.world.texts.Question;
import dev.graft.world.texts.QuestionType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The accuracy that questions alone would reach, without a look at the images: the accuracy of giving each question
 * the answer that was most frequent for the very same text in training, or, for a text that training does not have,
 * for its type.
 *
 * @param questions how many questions were predicted, by type
 * @param right how many of them rightly
 * @param commonest how many would be right with one answer for each type, the best there is for these questions
 */
public record BlindReport(
        Map<QuestionType, Integer> questions, Map<QuestionType, Integer> right, Map<QuestionType, Integer> commonest) {
    /** The questions of a split, as far as a blind reader sees them. */
    public static final class Answers {
        private final List<Question> questions = new ArrayList<>();

        void add(Question question) {
            questions.add(question);
        }

        int size() {
            return questions.size();
        }

        private Map<QuestionType, Map<String, Integer>> byType() {
            Map<QuestionType, Map<String, Integer>> counts = new EnumMap<>(QuestionType.class);
            questions.forEach(question -> counts.computeIfAbsent(question.type(), type -> new HashMap<>())
                    .merge(question.answer(), 1, Integer::sum));
            return counts;
        }

        private Map<String, Map<String, Integer>> byText() {
            Map<String, Map<String, Integer>> counts = new HashMap<>();
            questions.forEach(question -> counts.computeIfAbsent(question.text(), text -> new HashMap<>())
                    .merge(question.answer(), 1, Integer::sum));
            return counts;
        }
    }

    public static BlindReport of(Answers training, Answers tested) {
        Map<String, String> byText = majorities(training.byText());
        Map<QuestionType, String> byType = majorities(training.byType());
        Map<QuestionType, Integer> asked = new EnumMap<>(QuestionType.class);
        Map<QuestionType, Integer> right = new EnumMap<>(QuestionType.class);
        for (Question question : tested.questions) {
            String answer = byText.getOrDefault(question.text(), byType.get(question.type()));
            asked.merge(question.type(), 1, Integer::sum);
            right.merge(question.type(), question.answer().equals(answer) ? 1 : 0, Integer::sum);
        }
        Map<QuestionType, Integer> commonest = new EnumMap<>(QuestionType.class);
        tested.byType()
                .forEach((type, counts) -> commonest.put(
                        type, counts.values().stream().max(Integer::compare).orElseThrow()));
        return new BlindReport(asked, right, commonest);
    }

    private static <K> Map<K, String> majorities(Map<K, Map<String, Integer>> counts) {
        return counts.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> majority(entry.getValue())));
    }

    /** The most frequent answer, the first in the alphabet of several. */
    private static String majority(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .max(Map.Entry.<String, Integer>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                .orElseThrow()
                .getKey();
    }

    /** The fraction predicted rightly, of a type. */
    public double accuracy(QuestionType type) {
        return right.getOrDefault(type, 0) / (double) questions.getOrDefault(type, 1);
    }

    /** The fraction predicted rightly, of all questions. */
    public double accuracy() {
        return total(right) / (double) Math.max(1, total(questions));
    }

    private static int total(Map<QuestionType, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** For a JSON file. */
    public Map<String, Object> toJson() {
        Map<String, Object> types = new LinkedHashMap<>();
        questions.forEach((type, count) -> types.put(
                type.toString(),
                JsonLinesWriter.object(
                        "questions", count,
                        "same_question", rounded(accuracy(type)),
                        "one_answer", rounded(commonest.get(type) / (double) count))));
        return JsonLinesWriter.object(
                "questions", total(questions), "same_question", rounded(accuracy()), "types", types);
    }

    private static double rounded(double fraction) {
        return Math.rint(fraction * 10_000) / 10_000;
    }
}
