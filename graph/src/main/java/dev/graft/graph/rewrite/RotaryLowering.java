package dev.graft.graph.rewrite;

import dev.graft.graph.Value;
import java.util.Map;
import java.util.function.Consumer;

/** Rotary position embedding (Su et al. 2021): each pair of coordinates turns by an angle that grows with position. */
final class RotaryLowering {
    private RotaryLowering() {}

    static void addTo(Map<String, Consumer<FusedNode>> rules) {
        rules.put("RotaryEmbedding", RotaryLowering::standard);
    }

    private static void standard(FusedNode f) {
        long heads = f.node.intAttribute("num_heads", 0);
        f.require(f.shape(0).rank() == 4 || heads > 0);
        long headSize = f.shape(0).rank() == 4 ? f.size(0, 3) : f.size(0, 2) / heads;
        Value positions = f.in(3);
        Value cosine = positions == null ? f.in(1) : f.in(1).gather(positions, 0);
        Value sine = positions == null ? f.in(2) : f.in(2).gather(positions, 0);
        apply(f, cosine, sine, headSize);
    }

    static long[] count(long size) {
        long[] values = new long[(int) size];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return values;
    }

    /** Rotates the operand {@code [batch, tokens, heads * size]} or {@code [batch, heads, tokens, size]}. */
    private static void apply(FusedNode f, Value cosine, Value sine, long headSize) {
        boolean interleaved = f.isSet("interleaved");
        long half = FusedNode.known(f.shape(1).dim(-1));
        if (f.shape(0).rank() == 4) {
            f.out(0, rotate(f.in(0), cosine.unsqueeze(-3), sine.unsqueeze(-3), half, headSize, interleaved));
            return;
        }
        Value byHead = f.in(0).reshape(0, 0, -1, headSize);
        Value rotated = rotate(byHead, cosine.unsqueeze(-2), sine.unsqueeze(-2), half, headSize, interleaved);
        f.out(0, rotated.reshape(0, 0, -1));
    }

    /**
     * Rotates the first {@code 2 * half} of the coordinates of each head.
     *
     * @param x {@code [batch, ?, ?, size]}
     * @param cosine broadcasts to {@code [batch, ?, ?, half]}
     */
    static Value rotate(Value x, Value cosine, Value sine, long half, long size, boolean interleaved) {
        Value moving = size == 2 * half ? x : x.slice(0, 2 * half, -1);
        Value turned = interleaved ? rotatePairs(moving, cosine, sine, half) : rotateHalves(moving, cosine, sine, half);
        return size == 2 * half ? turned : turned.concat(-1, x.slice(2 * half, size, -1));
    }

    private static Value rotateHalves(Value x, Value cosine, Value sine, long half) {
        Value first = x.slice(0, half, -1);
        Value second = x.slice(half, 2 * half, -1);
        Value left = first.multiply(cosine).subtract(second.multiply(sine));
        return left.concat(-1, second.multiply(cosine).add(first.multiply(sine)));
    }

    private static Value rotatePairs(Value x, Value cosine, Value sine, long half) {
        Value pairs = x.reshape(0, 0, 0, half, 2);
        Value first = pairs.slice(0, 1, -1);
        Value second = pairs.slice(1, 2, -1);
        Value c = cosine.unsqueeze(-1);
        Value s = sine.unsqueeze(-1);
        Value left = first.multiply(c).subtract(second.multiply(s));
        return left.concat(-1, second.multiply(c).add(first.multiply(s))).reshape(0, 0, 0, 2 * half);
    }
}
