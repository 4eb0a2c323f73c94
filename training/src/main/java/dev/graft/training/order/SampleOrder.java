package dev.graft.training.order;

import dev.graft.models.data.IndexedDataset;
import dev.graft.training.settings.TrainingSettings;
import dev.graft.training.step.TrainingSample;
import java.nio.file.Path;
import java.util.List;

/**
 * Which samples each step learns from. It follows from the settings, the samples and the step's number, so that a resumed
 * run goes on as if it had not been interrupted.
 */
public interface SampleOrder {
    /** The samples of a step, by its number from 1. */
    List<TrainingSample> at(long step);

    /** What is to be said of it, in one line; empty where it is the usual one. */
    default String summary() {
        return "";
    }

    /**
     * The order of a run's samples.
     *
     * @param data all samples, those that are held out too
     * @param isWhole whether every record that was read is among them
     * @param training the samples that are learnt from
     */
    static SampleOrder of(
            TrainingSettings settings, IndexedDataset data, boolean isWhole, List<TrainingSample> training) {
        return settings.paths()
                .orderFile()
                .<SampleOrder>map(file -> ListedOrder.of(settings, file, data, isWhole, training))
                .orElseGet(() -> new InterleavedOrder(settings, data.sources(), training));
    }

    /**
     * Refuses a file of an order that is not right.
     *
     * @param data all samples, those that are held out too
     * @param isWhole whether every record that was read is among them
     * @throws dev.graft.tensors.ModelFileException that says in which line
     */
    static void check(TrainingSettings settings, Path file, IndexedDataset data, boolean isWhole) {
        OrderFile.read(file, new ListedRecords(settings, data, isWhole), settings.batch());
    }
}
