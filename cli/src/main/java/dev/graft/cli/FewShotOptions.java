package dev.graft.cli;

import dev.graft.cli.option.Needs;
import dev.graft.cli.option.Within;
import dev.graft.eval.FewShot;
import dev.graft.models.data.Dataset;
import dev.graft.models.data.IndexedDataset;
import dev.graft.models.data.Sample;
import dev.graft.models.data.check.ImageCheck;
import dev.graft.models.data.check.ImageState;
import dev.graft.models.data.fault.Fault;
import dev.graft.models.data.fault.FaultKind;
import dev.graft.models.data.fault.FaultReport;
import dev.graft.models.data.sampling.SupportSet;
import dev.graft.models.source.Reference;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Range;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What stands before each question. */
final class FewShotOptions {
    @Within(Range.NOT_NEGATIVE)
    @Option(
            names = "--shots",
            paramLabel = "K",
            defaultValue = "0",
            description = "examples with other images before each question, drawn from --support with --seed")
    private int shots;

    @Needs("--shots")
    @Option(
            names = "--support",
            paramLabel = "DATA",
            description = "file or folder of the data that examples come from")
    private String support;

    @Needs("--shots")
    @Within(Range.TIMES)
    @Option(names = "--repeats", defaultValue = "1", description = "how often each example stands in the prompt")
    private int repeats;

    @Option(
            names = "--induction",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "said before all, such as 'Please answer the question.'")
    private String induction;

    @Within(Range.NOT_NEGATIVE)
    @Option(
            names = "--history",
            paramLabel = "TURNS",
            defaultValue = "0",
            description =
                    "the most earlier turns of a conversation that are read with a question, answered as in the data;"
                            + " as many as the model was trained with (default: ${DEFAULT-VALUE})")
    private int history;

    /**
     * The examples, which must lie where those of the questions may, and are left out as those are where they cannot be used.
     *
     * @param faults told what was left out
     * @param err told so too, and if the data has to be made first
     */
    FewShot load(QuestionOptions questions, long seed, FaultReport faults, PrintWriter err) {
        if (shots == 0) {
            return new FewShot(induction, Optional.empty(), history);
        }
        if (support == null) {
            throw new InvalidInputException("--shots " + shots + " needs --support DATA to draw the examples from");
        }
        Dataset dataset = questions.openOther(Reference.parse(support).locate(err::println));
        IndexedDataset read = IndexedDataset.load(dataset, 0, faults::add);
        for (int i = 0; i < read.size(); i++) {
            if (read.get(i).image().isEmpty()) {
                faults.add(withoutOneImage(read.get(i), read.place(i)));
            }
        }
        IndexedDataset shown = read.subset(i -> read.get(i).image().isPresent());
        List<ImageState> states = ImageCheck.decoded(shown.images(), (done, all) -> {});
        IndexedDataset samples = ImageCheck.usable(shown, states, faults::add);
        questions.tolerance().require(dataset.name(), faults, samples.size());
        if (!faults.isEmpty()) {
            err.println("examples left out: " + faults.summary());
        }
        return new FewShot(induction, Optional.of(new SupportSet(samples, shots, repeats, seed)), history);
    }

    private static Fault withoutOneImage(Sample sample, String place) {
        int images = sample.images().size();
        FaultKind kind = images == 0 ? FaultKind.NO_IMAGE : FaultKind.SEVERAL_IMAGES;
        return new Fault(kind, place, "an example needs one image, found " + images);
    }
}
