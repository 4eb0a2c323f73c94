package dev.graft.training;

import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Sizes;
import dev.graft.tensors.Tensor;
import java.util.Random;

/**
 * Times the features of a frozen vision encoder on random images of its own size.
 *
 * @param batch images that are encoded at once
 */
public record FeatureBenchmark(int batch) {
    private static final int WARM_UP = 2;
    private static final long SEED = 0;

    public FeatureBenchmark {
        if (batch < 1) {
            throw new InvalidInputException("a batch has 1 image or more, found " + batch);
        }
    }

    /**
     * The wall time of each batch in milliseconds, after a few that are not counted.
     *
     * @throws InvalidInputException if there is no memory for a batch
     */
    public double[] run(VisionEncoder encoder, int steps) {
        long[] image = encoder.imageShape();
        Sizes.requireMemory(
                batch + " images of " + image[1] + " x " + image[2] + " pixels",
                Sizes.elements(batch, image[0], image[1], image[2]) * Float.BYTES,
                "choose a smaller batch");
        Tensor pixels = Tensor.allocate(ElementType.FLOAT, batch, image[0], image[1], image[2]);
        Random random = new Random(SEED);
        for (int i = 0; i < pixels.size(); i++) {
            pixels.floats().put(i, (float) random.nextGaussian());
        }
        double[] millis = new double[steps];
        for (int i = -WARM_UP; i < steps; i++) {
            long start = System.nanoTime();
            encoder.encode(pixels);
            if (i >= 0) {
                millis[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        return millis;
    }
}
