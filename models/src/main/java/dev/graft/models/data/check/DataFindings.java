package dev.graft.models.data.check;

import dev.graft.models.data.fault.Fault;
import dev.graft.models.data.fault.FaultReport;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What there is to say of a data set.
 *
 * @param repetitions what is there twice, which is no fault
 * @param lengths of the samples in tokens, if a language model is known
 * @param tests test data, among whose faults are the images that the data have too
 */
public record DataFindings(
        CheckedData data, FaultReport repetitions, Optional<Lengths> lengths, List<CheckedData> tests) {
    /** Whether nothing is wrong. */
    public boolean isClean() {
        return data.faults().isEmpty()
                && tests.stream().allMatch(test -> test.faults().isEmpty());
    }

    /** All faults of all data, and the repetitions. */
    public Stream<Fault> all() {
        return Stream.of(Stream.of(data.faults()), tests.stream().map(CheckedData::faults), Stream.of(repetitions))
                .flatMap(reports -> reports)
                .flatMap(FaultReport::all);
    }
}
