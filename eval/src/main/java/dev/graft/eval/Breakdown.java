package dev.graft.eval;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The scores of one metric under one condition.
 *
 * @param overall over all samples
 * @param questionTypes by question type, as {@link QuestionTypes} tells it
 * @param answerTypes by answer type, of the samples whose data set gives one
 */
public record Breakdown(Score overall, SortedMap<String, Score> questionTypes, SortedMap<String, Score> answerTypes) {
    public Breakdown {
        questionTypes = Collections.unmodifiableSortedMap(new TreeMap<>(questionTypes));
        answerTypes = Collections.unmodifiableSortedMap(new TreeMap<>(answerTypes));
    }
}
