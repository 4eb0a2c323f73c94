package dev.graft.cli;

import dev.graft.eval.Condition;
import dev.graft.eval.Evaluation;
import dev.graft.eval.answers.Protocol;
import dev.graft.models.data.DataSource;
import dev.graft.models.data.Dataset;
import dev.graft.models.data.IndexedDataset;
import dev.graft.models.data.Sample;
import dev.graft.models.data.fault.FaultReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is asked of a data set: of a mixture each source in its own way. */
final class SourceEvaluations {
    private SourceEvaluations() {}

    /**
     * An evaluation for each source of a mixture, by its name; else one without a name.
     *
     * @param metric what scores the answers; empty for what suits the data
     * @param faults told what of the data is left out
     * @param err told so too
     */
    static Map<String, Evaluation> of(
            QuestionOptions questions,
            Path place,
            Optional<String> metric,
            Set<Condition> conditions,
            long seed,
            FaultReport faults,
            PrintWriter err) {
        Dataset dataset = questions.open(place);
        IndexedDataset samples = questions.load(
                dataset,
                usable -> asked(questions, dataset, usable, metric).values().stream()
                        .flatMap(asked -> asked.samples().stream())
                        .toList(),
                seed,
                faults,
                err);
        Map<String, Evaluation> evaluations = new LinkedHashMap<>();
        asked(questions, dataset, samples, metric)
                .forEach((source, asked) ->
                        evaluations.put(source, new Evaluation(asked.samples(), asked.protocol(), conditions, seed)));
        return evaluations;
    }

    /** What is asked about, and how it is scored. */
    private record Asked(List<Sample> samples, Protocol protocol) {}

    private static Map<String, Asked> asked(
            QuestionOptions questions, Dataset dataset, IndexedDataset samples, Optional<String> metric) {
        Map<String, Asked> asked = new LinkedHashMap<>();
        if (samples.sources().isEmpty()) {
            Protocol suiting = metric.map(Protocol::of).orElseGet(() -> Protocol.of(dataset.format(), samples));
            asked.put("", new Asked(questions.first(suiting.asked(samples)), suiting));
        }
        for (DataSource source : samples.sources()) {
            IndexedDataset own = samples.subset(i -> samples.source(i).equals(source.name()));
            if (!own.isEmpty()) {
                Protocol suiting = metric.map(Protocol::of).orElseGet(() -> Protocol.of(own));
                asked.put(source.name(), new Asked(questions.first(suiting.asked(own)), suiting));
            }
        }
        return asked;
    }
}
