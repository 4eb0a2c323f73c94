package dev.graft.models.data.check;

import dev.graft.models.data.Dataset;
import dev.graft.models.data.IndexedDataset;
import dev.graft.models.data.Sample;
import dev.graft.models.data.fault.Fault;
import dev.graft.models.data.fault.FaultKind;
import dev.graft.models.data.fault.FaultReport;
import java.util.List;
import java.util.Optional;

/**
 * What a data set holds, in numbers. Samples count even if their images cannot be decoded.
 *
 * @param samples all that could be read
 * @param leftOut the records that could not
 * @param imagesPerSample how many samples have so many images
 * @param questionTypes how many samples are of each type that the data set names; {@code not given} for none
 * @param questions the lengths of the questions; 0 where an image is only to be described
 * @param answers how often each {@link Sample#target()} occurs
 * @param answerLengths the lengths of these
 * @param images of those that can be decoded
 * @param unusable the images that cannot
 * @param tokens of the samples with their images and answers; empty where no language model is known
 */
public record DataStatistics(
        IndexedDataset samples,
        FaultReport leftOut,
        Counts<Integer> imagesPerSample,
        Counts<String> questionTypes,
        TextLengths questions,
        Counts<String> answers,
        TextLengths answerLengths,
        ImageSizes images,
        FaultReport unusable,
        Optional<Tokens> tokens) {
    /**
     * How a language model reads the samples.
     *
     * @param lengths of the samples in tokens
     * @param unsayable how many answers it cannot write
     */
    public record Tokens(Lengths lengths, long unsayable) {}

    /**
     * Reads a data set to its end, decodes all its images and counts.
     *
     * @param limit the most samples; 0 for all
     * @param reading how a language model reads them, if one is known
     */
    public static DataStatistics of(
            Dataset dataset, int limit, Optional<TextCheck> reading, CheckedData.Progress progress) {
        FaultReport leftOut = new FaultReport();
        IndexedDataset samples = IndexedDataset.load(dataset, limit, leftOut::add);
        List<ImageState> images =
                ImageCheck.decoded(samples.images(), (done, total) -> progress.reached("images", done, total));
        List<String> targets = samples.stream().map(Sample::target).toList();
        return new DataStatistics(
                samples,
                leftOut,
                Counts.of(samples, sample -> sample.images().size()),
                Counts.of(samples, sample -> sample.questionType().orElse("not given")),
                TextLengths.of(samples.stream().map(Sample::question).toList()),
                Counts.of(targets, target -> target),
                TextLengths.of(targets),
                ImageSizes.of(images),
                unusable(samples, images),
                reading.map(check -> tokens(check, samples, progress)));
    }

    private static FaultReport unusable(IndexedDataset samples, List<ImageState> images) {
        FaultReport unusable = new FaultReport();
        for (int i = 0; i < images.size(); i++) {
            if (images.get(i) instanceof ImageState.Faulty faulty) {
                unusable.add(new Fault(faulty.kind(), samples.images().get(i).name(), faulty.message()));
            }
        }
        return unusable;
    }

    private static Tokens tokens(TextCheck check, IndexedDataset samples, CheckedData.Progress progress) {
        FaultReport faults = new FaultReport();
        Lengths lengths = check.lengths(samples, faults, progress);
        return new Tokens(lengths, faults.count(FaultKind.UNSAYABLE));
    }
}
