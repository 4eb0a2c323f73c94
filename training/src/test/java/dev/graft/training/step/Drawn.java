package dev.graft.training.step;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import dev.graft.training.features.Features;
import java.util.Random;

/** Features drawn from a normal distribution. */
record Drawn(int tokens, int width) implements Features {
    @Override
    public Tensor of(int image) {
        Random random = new Random(image);
        Tensor drawn = Tensor.allocate(ElementType.FLOAT, tokens, width);
        for (int i = 0; i < tokens * width; i++) {
            drawn.floats().put(i, (float) random.nextGaussian());
        }
        return drawn;
    }
}
