package dev.graft.training.order;

import dev.graft.models.data.DataSource;
import dev.graft.models.data.sampling.SplitMix64;
import dev.graft.tensors.InvalidInputException;
import dev.graft.training.settings.DataSettings;
import dev.graft.training.settings.TrainingSettings;
import dev.graft.training.step.TrainingSample;
import java.util.ArrayList;
import java.util.List;

/**
 * The samples of several sources in turn as their weights say, each source in epochs of its own, shuffled anew for each epoch
 * or as they stand in the data. Where batches are grouped by length, each is of one source.
 */
final class InterleavedOrder implements SampleOrder {
    private final List<SourceOrder> sources = new ArrayList<>();
    private final double[] weights;
    private final int batch;
    private final boolean byLength;
    private Interleaving turns;
    private long nextStep = 1;

    /**
     * The order of a run's samples.
     *
     * @param sources of the data; none for data that are one source
     */
    InterleavedOrder(TrainingSettings settings, List<DataSource> sources, List<TrainingSample> samples) {
        this.batch = settings.batch();
        boolean shuffled = settings.data().order() == DataSettings.Order.SHUFFLED;
        this.byLength = shuffled && settings.data().groupByLength();
        this.weights = new double[Math.max(1, sources.size())];
        this.weights[0] = 1;
        if (sources.isEmpty()) {
            this.sources.add(new SourceOrder(samples, settings.seed(), batch, shuffled, byLength));
        }
        for (int i = 0; i < sources.size(); i++) {
            DataSource source = sources.get(i);
            List<TrainingSample> own = samples.stream()
                    .filter(sample -> sample.source().equals(source.name()))
                    .toList();
            if (own.isEmpty()) {
                throw new InvalidInputException("the source '" + source.name()
                        + "' has no sample to train on; give it more data, lower 'data.validation', or leave it out");
            }
            weights[i] = source.weight().orElse(own.size());
            long seed =
                    i == 0 ? settings.seed() : SplitMix64.of(settings.seed(), i).next();
            this.sources.add(new SourceOrder(own, seed, batch, shuffled, byLength));
        }
        this.turns = new Interleaving(weights);
    }

    @Override
    public List<TrainingSample> at(long step) {
        if (step < nextStep) {
            turns = new Interleaving(weights);
            nextStep = 1;
        }
        while (nextStep < step) {
            taken();
        }
        return taken();
    }

    private List<TrainingSample> taken() {
        List<TrainingSample> samples = new ArrayList<>(batch);
        long first = (nextStep - 1) * batch;
        int source = 0;
        for (int i = 0; i < batch; i++) {
            if (sources.size() == 1) {
                samples.add(sources.get(0).at(first + i));
                continue;
            }
            if (i == 0 || !byLength) {
                source = turns.next();
            }
            long had = turns.turns(source) - 1;
            samples.add(sources.get(source).at(byLength ? had * batch + i : had));
        }
        nextStep++;
        return samples;
    }
}
