package dev.graft.eval.answers;

import dev.graft.models.data.Sample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The scores of one metric under one condition.
 *
 * @param overall over all samples
 * @param questionTypes by question type, as {@link QuestionTypes} tells it; empty where the metric is of the whole set only
 * @param answerTypes by answer type, of the samples whose data set gives one
 */
public record Breakdown(Score overall, SortedMap<String, Score> questionTypes, SortedMap<String, Score> answerTypes) {
    public Breakdown {
        questionTypes = Collections.unmodifiableSortedMap(new TreeMap<>(questionTypes));
        answerTypes = Collections.unmodifiableSortedMap(new TreeMap<>(answerTypes));
    }

    /** Of a metric of the whole set. */
    public static Breakdown of(Score overall) {
        return new Breakdown(overall, new TreeMap<>(), new TreeMap<>());
    }

    /**
     * The means of scores, in all and by type.
     *
     * @param scores one for each sample, from 0 to 1
     */
    public static Breakdown byType(List<Sample> samples, double[] scores) {
        SortedMap<String, List<Double>> questionTypes = new TreeMap<>();
        SortedMap<String, List<Double>> answerTypes = new TreeMap<>();
        for (int i = 0; i < scores.length; i++) {
            double score = scores[i];
            add(questionTypes, QuestionTypes.of(samples.get(i)), score);
            samples.get(i).answerType().ifPresent(type -> add(answerTypes, type, score));
        }
        return new Breakdown(Score.mean(scores), means(questionTypes), means(answerTypes));
    }

    /** Whether there is a score of the whole set only. */
    public boolean isOverallOnly() {
        return questionTypes.isEmpty() && answerTypes.isEmpty();
    }

    private static void add(SortedMap<String, List<Double>> scores, String type, double score) {
        scores.computeIfAbsent(type, none -> new ArrayList<>()).add(score);
    }

    private static SortedMap<String, Score> means(SortedMap<String, List<Double>> scores) {
        SortedMap<String, Score> means = new TreeMap<>();
        scores.forEach((type, values) -> means.put(
                type,
                Score.mean(values.stream().mapToDouble(Double::doubleValue).toArray())));
        return means;
    }
}
