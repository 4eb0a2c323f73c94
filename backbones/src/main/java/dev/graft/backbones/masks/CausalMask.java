package dev.graft.backbones.masks;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * A value that keeps each token of a text from those behind it.
 *
 * @param rank of its axes, the last of which are the tokens that attend and those attended to
 * @param copies how often each row stands in the first of three axes, once for each head; 1 otherwise
 */
record CausalMask(Form form, int rank, int copies) {
    /** What is done with it. */
    enum Form {
        /** It is added to scores: 0 for what is seen. */
        ADDED,
        /** It is true for what is seen. */
        VISIBLE,
        /** It is true for what is hidden. */
        HIDDEN
    }

    /** The weakest number that exports write for minus infinity. */
    private static final float MASKED = -1e4f;

    /**
     * What a value is, by its numbers for a text that is all attended to and has nothing before it.
     *
     * @return empty if it is no such mask
     */
    static Optional<CausalMask> of(Tensor value, int rows, int tokens) {
        int rank = value.rank();
        boolean square =
                rank >= 2 && rank <= 4 && tokens > 1 && value.dim(rank - 1) == tokens && value.dim(rank - 2) == tokens;
        if (!square) {
            return Optional.empty();
        }
        int size = Math.toIntExact(value.size());
        int copies = rank == 3 && value.dim(0) > rows && value.dim(0) % rows == 0 ? (int) (value.dim(0) / rows) : 1;
        if (value.type() == ElementType.FLOAT) {
            FloatBuffer numbers = value.floats();
            boolean added = hidesLater(tokens, size, i -> numbers.get(i) <= MASKED, i -> numbers.get(i) == 0);
            return added ? Optional.of(new CausalMask(Form.ADDED, rank, copies)) : Optional.empty();
        }
        if (value.type() != ElementType.BOOL) {
            return Optional.empty();
        }
        ByteBuffer truths = value.bytes();
        IntPredicate isTrue = i -> truths.get(truths.position() + i) != 0;
        if (hidesLater(tokens, size, isTrue.negate(), isTrue)) {
            return Optional.of(new CausalMask(Form.VISIBLE, rank, copies));
        }
        return hidesLater(tokens, size, isTrue, isTrue.negate())
                ? Optional.of(new CausalMask(Form.HIDDEN, rank, copies))
                : Optional.empty();
    }

    /** Whether all later tokens are hidden, each token sees itself, and those before are seen or, outside a window, hidden. */
    private static boolean hidesLater(int tokens, int size, IntPredicate isHidden, IntPredicate isSeen) {
        for (int i = 0; i < size; i++) {
            int key = i % tokens;
            int query = i / tokens % tokens;
            boolean right = key > query ? isHidden.test(i) : isSeen.test(i) || key < query && isHidden.test(i);
            if (!right) {
                return false;
            }
        }
        return size > 0;
    }
}
