package dev.graft.adapters.block;

import dev.graft.adapters.Start;

/**
 * A linear layer as it starts in BERT: normal with standard deviation 0.02, bias zero.
 *
 * <p>That is for its width of 768. A narrower network is given as much more as its sums have fewer terms, {@code 0.02 ·
 * √(768 / width)}: with 0.02 a layer of width 128 adds next to nothing to what passes by it, and does not begin to learn for
 * hundreds of steps.
 */
public final class BertLinear {
    private static final double DEVIATION = 0.02;
    private static final double BERT_WIDTH = 768;

    private BertLinear() {}

    /** @param width of the network that the layer is in */
    public static Linear of(String name, int in, int out, int width) {
        Start start = Start.normal(DEVIATION * Math.sqrt(Math.max(1, BERT_WIDTH / width)));
        return new Linear(name + ".weight", name + ".bias", in, out, start, Start.ZEROS);
    }
}
