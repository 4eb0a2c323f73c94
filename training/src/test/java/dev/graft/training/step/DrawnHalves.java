package dev.graft.training.step;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.HalfPrecision;
import dev.graft.tensors.Tensor;
import dev.graft.training.features.Features;
import java.util.Random;

/** Numbers of half precision drawn from a normal distribution, in an element type. */
record DrawnHalves(int tokens, int width, ElementType type) implements Features {
    @Override
    public Tensor of(int image) {
        Random random = new Random(image);
        Tensor halves = Tensor.allocate(ElementType.FLOAT16, tokens, width);
        for (int i = 0; i < tokens * width; i++) {
            halves.bytes().putShort(2 * i, HalfPrecision.toFloat16((float) random.nextGaussian()));
        }
        return type == ElementType.FLOAT16 ? halves : HalfPrecision.widen(halves);
    }
}
