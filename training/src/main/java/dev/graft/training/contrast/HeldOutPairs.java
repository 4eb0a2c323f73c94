package dev.graft.training.contrast;

import dev.graft.adapters.contrast.DualEncoder;
import dev.graft.eval.Evaluation;
import dev.graft.eval.report.EvaluationReport;
import dev.graft.eval.similarity.PairScores;
import dev.graft.eval.similarity.Retrieval;
import dev.graft.models.contrast.DualEncoderRunner;
import dev.graft.tensors.Tensor;
import dev.graft.training.run.HeldOut;
import dev.graft.training.settings.TrainingSettings;
import dev.graft.training.step.TrainingSample;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Images that are not learnt from, with the first caption of each, and how well they are found among each other.
 *
 * @param set with one sample for each image
 */
record HeldOutPairs(PairSet set, DualEncoder network, TrainingSettings settings) implements HeldOut {
    /** Llip makes vectors of every image for every text, so few images are compared at once. */
    private static final int IMAGES = 16;

    /** The first images of a set, as many as settings ask for. */
    static HeldOutPairs of(PairSet set, DualEncoder network, TrainingSettings settings) {
        Map<Integer, TrainingSample> first = new LinkedHashMap<>();
        set.samples().forEach(sample -> first.putIfAbsent(sample.image(), sample));
        List<TrainingSample> samples = first.values().stream()
                .limit(settings.validation().finalEvaluation())
                .toList();
        return new HeldOutPairs(new PairSet(set.name(), set.features(), set.texts(), samples), network, settings);
    }

    /** The recalls; of two images with equal captions each has its own. */
    @Override
    public Optional<EvaluationReport> evaluate(Map<String, Tensor> weights, Evaluation.Progress progress) {
        if (set.samples().isEmpty()) {
            return Optional.empty();
        }
        int count = set.samples().size();
        List<Integer> own = IntStream.range(0, count).boxed().toList();
        try (DualEncoderRunner model = new DualEncoderRunner(
                network,
                weights,
                set.features().tokens(),
                set.features().width(),
                settings.runtime().session())) {
            Retrieval retrieval = new Retrieval(count, own, PairScores.of(scores(model)), Optional.empty());
            return Optional.of(EvaluationReport.of(set.name(), retrieval.evaluate()));
        }
    }

    private float[][] scores(DualEncoderRunner model) {
        List<TrainingSample> samples = set.samples();
        float[][] scores = new float[samples.size()][];
        Tensor read = model.textVectors(set.texts().of(samples));
        for (int from = 0; from < samples.size(); from += IMAGES) {
            List<TrainingSample> part = samples.subList(from, Math.min(from + IMAGES, samples.size()));
            Tensor seen = model.imageVectors(TrainingSample.features(part, set.features()));
            float[] found = model.similarities(seen, read).toFloatArray();
            for (int i = 0; i < part.size(); i++) {
                scores[from + i] = Arrays.copyOfRange(found, i * samples.size(), (i + 1) * samples.size());
            }
        }
        return scores;
    }
}
