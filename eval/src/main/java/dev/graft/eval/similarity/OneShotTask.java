package dev.graft.eval.similarity;

import java.nio.file.Path;
import java.util.List;

/**
 * One-shot classification: one image of each class is shown, and others are to be told by them.
 *
 * @param examples an image of each class
 * @param queries images to classify
 * @param labels for each query the number of its class among the examples, from 0
 */
public record OneShotTask(List<Path> examples, List<Path> queries, List<Integer> labels) {
    public OneShotTask {
        examples = List.copyOf(examples);
        queries = List.copyOf(queries);
        labels = List.copyOf(labels);
        int classes = examples.size();
        if (queries.isEmpty()
                || queries.size() != labels.size()
                || labels.stream().anyMatch(label -> label < 0 || label >= classes)) {
            throw new IllegalArgumentException("expected for each of at least one query a class from 0 to "
                    + (classes - 1) + ", found " + queries.size() + " queries and the classes " + labels);
        }
    }
}
