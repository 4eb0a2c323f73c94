package dev.graft.cli;

import dev.graft.backbones.GenerationOptions;
import dev.graft.eval.Answerer;
import dev.graft.models.VisionLanguageModel;
import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetOptions;
import dev.graft.models.data.IndexedDataset;
import dev.graft.models.data.Sample;
import dev.graft.models.data.Split;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code graft eval}. */
@Command(name = "eval", mixinStandardHelpOptions = true, description = "Measures a model on questions about images.")
final class EvalCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "a model folder")
    private Path folder;

    @Option(names = "--data", required = true, description = "file or folder of the data")
    private Path data;

    @Option(names = "--validation", description = "keep only the validation images of a split with this fraction")
    private double validation;

    @Option(names = "--seed", defaultValue = "0", description = "the seed of that split")
    private long seed;

    @Option(names = "--limit", defaultValue = "0", description = "at most so many samples; 0 is all")
    private int limit;

    @Mixin
    private RuntimeOptions runtime;

    @Override
    public Integer call() {
        Split split = validation > 0 ? new Split(validation, seed) : null;
        int[] count = {0};
        List<Sample> samples = IndexedDataset.load(
                Dataset.open(data, DatasetOptions.DEFAULTS),
                s -> (split == null || split.isValidation(s)) && (limit == 0 || count[0]++ < limit));
        try (VisionLanguageModel model = VisionLanguageModel.load(folder, runtime.session())) {
            Answerer answerer = new Answerer(model, GenerationOptions.greedy(12), 64);
            for (boolean images : new boolean[] {true, false}) {
                List<String> answers = answerer.answer(samples, images, n -> {});
                int right = 0;
                for (int i = 0; i < answers.size(); i++) {
                    if (answers.get(i).equals(samples.get(i).target())) {
                        right++;
                    }
                }
                spec.commandLine()
                        .getOut()
                        .printf(
                                "%s %d/%d %.2f%%%n",
                                images ? "images" : "blind", right, answers.size(), 100.0 * right / answers.size());
            }
        }
        return 0;
    }
}
