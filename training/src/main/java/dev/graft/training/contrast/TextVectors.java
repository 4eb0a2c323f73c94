package dev.graft.training.contrast;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import dev.graft.training.step.TrainingSample;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * What a frozen text encoder reads in the texts of a data set, computed before the training.
 *
 * @param vectors one for each sample, {@code [width]} FLOAT
 */
public record TextVectors(List<Tensor> vectors) {
    int width() {
        return (int) vectors.get(0).dim(0);
    }

    /** The vectors of some samples, {@code [samples, width]}. */
    Tensor of(List<TrainingSample> samples) {
        Tensor rows = Tensor.allocate(ElementType.FLOAT, samples.size(), width());
        FloatBuffer into = rows.floats();
        samples.forEach(sample -> into.put(vectors.get(sample.text()).floats()));
        return rows;
    }
}
