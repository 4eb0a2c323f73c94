package dev.graft.backbones.decoder;

import dev.graft.tensors.Tensor;
import java.util.List;

/** A decoder on its way through texts, one a row: what it has read, and the logits of what follows. For one thread at a time. */
public interface TextRun extends AutoCloseable {
    int rows();

    /** Tokens that were read of the longest, padding included. */
    int tokens();

    /** {@code [rows, positions, vocabulary]} FLOAT, of which the last position counts; overwritten by the next step. */
    Tensor logits();

    /** Whether rows can be taken out of it and put beside others. */
    boolean hasRows();

    /**
     * Goes on with some of the rows, each as often as it is named; this stays as it is, and the logits are those of before. Only where it
     * {@link #hasRows}.
     */
    TextRun with(int[] rows);

    /**
     * Goes on with other rows in place of its own, of which there are as many; this is not to be used any more. The logits are
     * lost. Only where it {@link #hasRows}.
     *
     * @param sources of each row, the row that it becomes; a row that becomes another's source stays the same
     */
    TextRun rearranged(int[] sources);

    /** Reads a token more of each row. */
    void append(long[] tokens);

    /** Whether it {@linkplain #write writes} several tokens at once. */
    default boolean writes() {
        return false;
    }

    /**
     * Reads a token more of each row, and the likeliest ones that follow but for the last; there are no logits of it.
     *
     * @param ended whether a row's text has ended, so that what follows does not count
     * @param most tokens for each row; there are fewer where all texts end before
     * @return the tokens that follow, of all rows one after the other
     */
    default List<long[]> write(long[] tokens, boolean[] ended, int most) {
        throw new UnsupportedOperationException();
    }

    @Override
    void close();
}
