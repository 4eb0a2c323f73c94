package dev.graft.models.data.show;

import dev.graft.models.data.Dataset;
import dev.graft.models.data.IndexedDataset;
import dev.graft.models.data.fault.FaultReport;
import dev.graft.models.data.sampling.EpochOrder;
import dev.graft.models.data.sampling.Split;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Some samples of a data set, drawn to be looked at.
 *
 * @param samples all that could be read
 * @param format the name of their format
 * @param faults the records that could not be read
 * @param seed by which they were drawn
 * @param numbers those that were drawn, in the order of the data set
 * @param heldOut for each sample whether a training keeps it for validation; empty where that was not asked
 */
public record DrawnSamples(
        IndexedDataset samples,
        String format,
        FaultReport faults,
        long seed,
        List<Integer> numbers,
        Optional<boolean[]> heldOut) {
    /**
     * Reads a data set to its end and draws.
     *
     * @param limit the most samples to read; 0 for all
     * @param count how many are drawn; all where there are fewer
     * @param split says which samples are kept for validation
     */
    public static DrawnSamples of(Dataset dataset, int limit, int count, long seed, Optional<Split> split) {
        FaultReport faults = new FaultReport();
        IndexedDataset samples = IndexedDataset.load(dataset, limit, faults::add);
        List<Integer> numbers = Arrays.stream(EpochOrder.of(seed, 0, samples.size()))
                .limit(count)
                .sorted()
                .boxed()
                .toList();
        return new DrawnSamples(
                samples, dataset.format().id(), faults, seed, numbers, split.map(by -> by.heldOut(samples)));
    }

    /** What was read and drawn, such as {@code data.jsonl: 24 of 20000 samples about 300 images, format records}. */
    String title() {
        return String.format(
                "%s: %d of %d samples about %d images, format %s",
                samples.name(), numbers.size(), samples.size(), samples.images().size(), format);
    }

    /** What of the file is not among the samples; empty where all is. */
    String leftOut() {
        return faults.isEmpty() ? "" : "left out: " + faults.summary();
    }

    /** Where the record of a sample stands, by the name of its file; the title has the whole path. */
    String place(int number) {
        String place = samples.place(number);
        int folder = Math.max(samples.name().lastIndexOf('/'), samples.name().lastIndexOf('\\')) + 1;
        return place.startsWith(samples.name()) ? place.substring(folder) : place;
    }

    /** Which part a training takes the sample for; empty where that was not asked. */
    String part(int number) {
        return heldOut.map(held -> held[number] ? "validation" : "training").orElse("");
    }
}
