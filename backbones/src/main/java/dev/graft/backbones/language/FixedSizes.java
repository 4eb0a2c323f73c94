package dev.graft.backbones.language;

import dev.graft.graph.Graph;
import dev.graft.graph.ValueInfo;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Shape;
import dev.graft.tensors.Tensor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * Sizes that an export fixes, as some do for accelerators: shorter texts are filled up behind, missing rows by copies.
 *
 * @param rows of a batch; 0 where any number will do
 * @param tokens of a text; 0 where any number will do
 */
public record FixedSizes(int rows, int tokens) {
    private static final FixedSizes NONE = new FixedSizes(0, 0);

    /**
     * The sizes of a decoder.
     *
     * @throws ModelFileException if its key-value cache is of a fixed size, which no text can be filled up to
     */
    static FixedSizes of(Path file, Graph decoder) {
        int rows = 0;
        int tokens = 0;
        for (ValueInfo input : decoder.inputs()) {
            if (input.name().equals(LanguageModel.EMBEDS) || input.name().equals(DecoderInputs.MASK)) {
                rows = Math.max(rows, size(input, 0));
                tokens = Math.max(tokens, size(input, 1));
            }
        }
        for (ValueInfo input : decoder.inputs()) {
            boolean cache = input.name().startsWith("past");
            if (cache && (tokens > 0 || rank(input) == 4 && size(input, 2) > 0)) {
                throw new ModelFileException(
                        file,
                        "input '" + input.name() + "' " + input.type() + " belongs to a key-value cache in a graph of"
                                + " fixed sizes, which cannot read texts of any length; export it with dynamic axes, or"
                                + " without a cache");
            }
        }
        return new FixedSizes(rows, tokens);
    }

    /** Refuses graphs that are not free in all sizes. */
    static void requireNone(Path file, Graph graph, List<String> inputs) {
        for (ValueInfo input : graph.inputs()) {
            if (inputs.contains(input.name()) && (size(input, 0) > 0 || size(input, 1) > 0)) {
                throw new ModelFileException(
                        file,
                        "input '" + input.name() + "' is of the fixed size " + input.type()
                                + ", and an encoder-decoder model reads texts of any; export it with dynamic axes");
            }
        }
    }

    private static int rank(ValueInfo input) {
        return input.type() == null || input.type().shape() == null
                ? 0
                : input.type().shape().rank();
    }

    private static int size(ValueInfo input, int axis) {
        if (rank(input) <= axis) {
            return 0;
        }
        Shape.Dim dim = input.type().shape().dim(axis);
        return dim.isKnown() ? Math.toIntExact(dim.size()) : 0;
    }

    public boolean isNone() {
        return equals(NONE);
    }

    /**
     * Embeddings or marks in as many rows and tokens as are fixed.
     *
     * @param given {@code [rows, tokens, ...]}; marks are INT64, and filled with 0
     */
    public Tensor filled(Tensor given) {
        long[] shape = given.shape();
        int oldRows = (int) shape[0];
        int oldTokens = (int) shape[1];
        shape[0] = rows == 0 ? oldRows : rows;
        shape[1] = tokens == 0 ? oldTokens : tokens;
        if (shape[0] < oldRows || shape[1] < oldTokens) {
            throw new IllegalArgumentException(
                    "the export reads " + rows + " rows of " + tokens + " tokens (0: any), found " + given);
        }
        Tensor filled = Tensor.allocate(given.type(), shape);
        int bytes = oldRows * oldTokens == 0 ? 0 : given.bytes().remaining() / (oldRows * oldTokens);
        boolean marks = given.type() == ElementType.INT64;
        ByteBuffer into = filled.bytes();
        for (int row = 0; row < shape[0]; row++) {
            int from = Math.min(row, oldRows - 1) * oldTokens * bytes;
            into.put(given.bytes().slice(from, oldTokens * bytes));
            for (int token = oldTokens; token < shape[1]; token++) {
                // Zeros would become NaN in a norm without epsilon, and NaN passes any mask.
                into.put(
                        marks
                                ? ByteBuffer.allocate(bytes)
                                : given.bytes().slice(from + (oldTokens - 1) * bytes, bytes));
            }
        }
        return filled;
    }

    /** The first rows and tokens of {@code [rows, tokens, width]}; a graph that gives the last token alone has no more. */
    public static Tensor cut(Tensor filled, int rows, int tokens) {
        long[] shape = filled.shape();
        if (shape[0] == rows && shape[1] <= tokens) {
            return filled;
        }
        int old = (int) shape[1];
        int kept = Math.min(old, tokens);
        int bytes = filled.bytes().remaining() / (int) (shape[0] * old);
        Tensor cut = Tensor.allocate(filled.type(), rows, kept, shape[2]);
        ByteBuffer into = cut.bytes();
        for (int row = 0; row < rows; row++) {
            into.put(filled.bytes().slice(row * old * bytes, kept * bytes));
        }
        return cut;
    }
}
