package dev.graft.training.contrast;

import dev.graft.eval.report.EvaluationReport;
import dev.graft.eval.similarity.PairScores;
import dev.graft.eval.similarity.Retrieval;
import dev.graft.models.contrast.DualEncoderRunner;
import dev.graft.tensors.Tensor;
import dev.graft.training.features.Features;
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
 * @param name what reports call the data set
 * @param samples one for each image
 */
record HeldOutPairs(String name, Features features, TextVectors texts, List<TrainingSample> samples) {
    /** Llip makes vectors of every image for every text, so few images are compared at once. */
    private static final int IMAGES = 16;

    /** @param most images */
    static HeldOutPairs of(String name, Features features, TextVectors texts, List<TrainingSample> samples, int most) {
        Map<Integer, TrainingSample> first = new LinkedHashMap<>();
        samples.forEach(sample -> first.putIfAbsent(sample.image(), sample));
        return new HeldOutPairs(
                name, features, texts, first.values().stream().limit(most).toList());
    }

    /** The recalls; of two images with equal captions each has its own. */
    EvaluationReport evaluate(DualEncoderRunner model) {
        float[][] scores = new float[samples.size()][];
        Tensor read = model.textVectors(texts.of(samples));
        for (int from = 0; from < samples.size(); from += IMAGES) {
            List<TrainingSample> part = samples.subList(from, Math.min(from + IMAGES, samples.size()));
            float[] found = model.similarities(model.imageVectors(TrainingSample.features(part, features)), read)
                    .toFloatArray();
            for (int i = 0; i < part.size(); i++) {
                scores[from + i] = Arrays.copyOfRange(found, i * samples.size(), (i + 1) * samples.size());
            }
        }
        List<Integer> own = IntStream.range(0, samples.size()).boxed().toList();
        Retrieval retrieval = new Retrieval(samples.size(), own, PairScores.of(scores), Optional.empty());
        return EvaluationReport.of(name, retrieval.evaluate());
    }
}
