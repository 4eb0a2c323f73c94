package dev.graft.training.contrast;

import dev.graft.models.data.IndexedDataset;
import dev.graft.training.features.Features;
import dev.graft.training.run.RunContext;
import dev.graft.training.run.RunData;
import dev.graft.training.step.TrainingSample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Images and texts that belong together, with what the frozen towers see and read in them.
 *
 * @param name what reports call the data set
 */
record PairSet(String name, Features features, TextVectors texts, List<TrainingSample> samples) {
    /** The data sets of the final evaluation, computed before the training; empty if it was stopped. */
    static Optional<List<PairSet>> tests(RunContext context, TextTower tower, BooleanSupplier stopped) {
        List<PairSet> tests = new ArrayList<>();
        for (Map.Entry<String, RunData> test : context.data().tests().entrySet()) {
            IndexedDataset pairs = test.getValue().samples();
            Optional<Features> seen = context.cache().load(test.getValue().images(), stopped);
            Optional<TextVectors> read = tower.vectors(pairs, stopped);
            if (seen.isEmpty() || read.isEmpty()) {
                return Optional.empty();
            }
            List<TrainingSample> all = IntStream.range(0, pairs.size())
                    .mapToObj(i -> ContrastTask.pair(pairs, i))
                    .toList();
            tests.add(new PairSet(test.getKey(), seen.get(), read.get(), all));
        }
        return Optional.of(tests);
    }
}
