package dev.graft.training.order;

import dev.graft.models.data.IndexedDataset;
import dev.graft.tensors.InvalidInputException;
import dev.graft.training.settings.TrainingSettings;
import dev.graft.training.step.TrainingSample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The order that a file says, from its beginning again when it has come to its end. */
final class ListedOrder implements SampleOrder {
    private final Path file;
    private final OrderFile listed;
    private final List<TrainingSample> samples;
    private final int batch;
    private final int steps;

    private ListedOrder(Path file, OrderFile listed, List<TrainingSample> samples, int batch, int steps) {
        this.file = file;
        this.listed = listed;
        this.samples = samples;
        this.batch = batch;
        this.steps = steps;
    }

    static ListedOrder of(
            TrainingSettings settings, Path file, IndexedDataset data, boolean isWhole, List<TrainingSample> samples) {
        ListedRecords records = new ListedRecords(settings, data, isWhole);
        if (records.learnt() != samples.size()) {
            throw new InvalidInputException("setting 'data.order_file' has no effect: the objective "
                    + settings.objective().kind() + " chooses itself what it learns from; leave it out");
        }
        OrderFile listed = OrderFile.read(file, records, settings.batch());
        return new ListedOrder(file, listed, samples, settings.batch(), settings.steps());
    }

    @Override
    public List<TrainingSample> at(long step) {
        int each = listed.steps() ? 1 : batch;
        List<TrainingSample> taken = new ArrayList<>(batch);
        for (long i = (step - 1) * each; i < step * each; i++) {
            for (int sample : listed.entries().get((int) (i % listed.entries().size()))) {
                taken.add(samples.get(sample));
            }
        }
        return taken;
    }

    @Override
    public String summary() {
        int size = listed.entries().size();
        long needed = (long) steps * (listed.steps() ? 1 : batch);
        String times = needed > size ? ", begun again after its end" : "";
        return "order: " + size + (listed.steps() ? " steps" : " records") + " listed in " + file + times
                + (needed < size ? ", of which " + needed + " are taken" : "");
    }
}
