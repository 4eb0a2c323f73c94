package dev.graft.training.contrast;

import dev.graft.models.data.IndexedDataset;
import dev.graft.training.features.Features;
import dev.graft.training.features.ImageFile;
import dev.graft.training.run.RunContext;
import dev.graft.training.run.TrainingData;
import dev.graft.training.settings.TrainingSettings;
import dev.graft.training.step.TrainingSample;
import java.nio.file.Path;
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
        TrainingSettings settings = context.settings();
        List<PairSet> tests = new ArrayList<>();
        Map<String, Path> paths = settings.validation().finalEvaluation() == 0
                ? Map.of()
                : settings.paths().tests();
        for (Map.Entry<String, Path> test : paths.entrySet()) {
            IndexedDataset pairs = TrainingData.load(TrainingData.open(settings, test.getValue()), 0);
            Optional<Features> seen = context.cache().load(ImageFile.of(pairs, context.listener()), stopped);
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
