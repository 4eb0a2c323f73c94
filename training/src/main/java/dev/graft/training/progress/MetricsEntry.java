package dev.graft.training.progress;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One line of {@code metrics.jsonl}, the figures of a training step or of a validation.
 *
 * @param step the optimiser step after which it was written, counted from 1
 * @param split what was measured on: {@code train} or {@code validation}
 * @param values the figures by name, in the order of the line
 */
public record MetricsEntry(long step, String split, Map<String, Double> values) {
    public MetricsEntry {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}
