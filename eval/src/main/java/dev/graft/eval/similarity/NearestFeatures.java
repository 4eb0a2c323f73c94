package dev.graft.eval.similarity;

import dev.graft.tensors.Tensor;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A scorer of one-shot tasks by the cosine of the images' features alone, all tokens of an image as one vector. Not
 * safe for use by several threads.
 */
public final class NearestFeatures implements OneShotScorer {
    private final Function<Path, Tensor> features;
    private final Map<Path, double[]> known = new HashMap<>();

    /**
     * A scorer.
     *
     * @param features the features {@code [1, tokens, width]} of an image file, with as many tokens for each
     */
    public NearestFeatures(Function<Path, Tensor> features) {
        this.features = features;
    }

    @Override
    public double[] scores(Path query, List<Path> examples) {
        return examples.stream()
                .mapToDouble(example -> Embeddings.dot(vector(query), vector(example)))
                .toArray();
    }

    private double[] vector(Path image) {
        return known.computeIfAbsent(
                image, file -> Embeddings.normalised(features.apply(file).toFloatArray()));
    }
}
