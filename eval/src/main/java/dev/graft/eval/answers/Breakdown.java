package dev.graft.eval.answers;

import dev.graft.eval.measure.Measurement;
import dev.graft.eval.measure.Resampling;
import dev.graft.eval.measure.Score;
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

    /** What a metric comes to, in all and, where it is to be, by type. */
    public static Breakdown of(List<Sample> samples, Measurement measured, Resampling draws) {
        Score overall = draws.score(measured);
        if (!measured.isByType()) {
            return of(overall);
        }
        SortedMap<String, List<Integer>> questionTypes = new TreeMap<>();
        SortedMap<String, List<Integer>> answerTypes = new TreeMap<>();
        for (int i = 0; i < samples.size(); i++) {
            int sample = i;
            add(questionTypes, QuestionTypes.of(samples.get(i)), i);
            samples.get(i).answerType().ifPresent(type -> add(answerTypes, type, sample));
        }
        return new Breakdown(overall, scores(questionTypes, measured, draws), scores(answerTypes, measured, draws));
    }

    /** Whether there is a score of the whole set only. */
    public boolean isOverallOnly() {
        return questionTypes.isEmpty() && answerTypes.isEmpty();
    }

    private static void add(SortedMap<String, List<Integer>> types, String type, int sample) {
        types.computeIfAbsent(type, none -> new ArrayList<>()).add(sample);
    }

    private static SortedMap<String, Score> scores(
            SortedMap<String, List<Integer>> types, Measurement measured, Resampling draws) {
        SortedMap<String, Score> scores = new TreeMap<>();
        types.forEach((type, found) -> {
            int[] samples = found.stream().mapToInt(Integer::intValue).toArray();
            scores.put(type, draws.of(samples).score(measured.of(samples)));
        });
        return scores;
    }
}
