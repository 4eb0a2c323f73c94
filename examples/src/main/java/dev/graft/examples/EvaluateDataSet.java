package dev.graft.examples;

import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.eval.Answerer;
import dev.graft.eval.Condition;
import dev.graft.eval.EncodedImages;
import dev.graft.eval.Evaluation;
import dev.graft.eval.answers.Protocol;
import dev.graft.eval.report.EvaluationReport;
import dev.graft.models.VisionLanguageModel;
import dev.graft.models.data.Dataset;
import dev.graft.models.data.IndexedDataset;
import dev.graft.models.data.Sample;
import java.nio.file.Path;
import java.util.List;

/** The scores of a model on a data set: {@code EvaluateDataSet MODEL DATA}. */
public final class EvaluateDataSet {
    private static final int BATCH = 16;
    private static final long SEED = 1;

    private EvaluateDataSet() {}

    /** Evaluates, and prints what {@code graft eval} does. */
    public static void main(String[] arguments) {
        try (VisionLanguageModel model = VisionLanguageModel.load(Path.of(arguments[0]))) {
            Dataset dataset = Dataset.open(Path.of(arguments[1]));
            List<Sample> samples = IndexedDataset.load(dataset, sample -> true);
            Protocol protocol = Protocol.of(dataset.format(), samples);
            // Blind and shuffled show how much of the score is owed to the image.
            Evaluation evaluation = new Evaluation(samples, protocol, Condition.CONTROLLED, SEED);
            GenerationOptions options = GenerationOptions.greedy(protocol.answerTokens());
            EvaluationReport report = evaluation.run(
                    new Answerer(model, new EncodedImages(model), options, BATCH),
                    arguments[1],
                    (condition, done, total) -> System.err.printf("%s: %d of %d%n", condition.id(), done, total));
            System.out.println(report.toTable());
        }
    }
}
