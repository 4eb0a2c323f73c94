package dev.graft.backbones.generation;

import dev.graft.tensors.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The texts that a generator is writing, one a row. Tokens that may turn out to begin the stop sequence are told to the listener only once they do
 * not.
 */
final class Continuation {
    private static final double MOST_KEPT = 0.75;

    private final List<List<Long>> texts = new ArrayList<>();
    private final List<TokenPicker> pickers = new ArrayList<>();
    private final boolean[] ended;
    private final int[] told;
    private final List<Long> eos;
    private final List<Long> stop;
    private final TokenListener listener;
    private final int first;

    Continuation(int rows, GenerationOptions options, List<Long> eos, TokenListener listener) {
        this(0, rows, options, eos, listener);
    }

    private Continuation(int first, int rows, GenerationOptions options, List<Long> eos, TokenListener listener) {
        this.first = first;
        this.ended = new boolean[rows];
        this.told = new int[rows];
        this.eos = eos;
        this.stop = options.stop();
        this.listener = listener;
        for (int row = 0; row < rows; row++) {
            texts.add(new ArrayList<>());
            pickers.add(new TokenPicker(options, first + row));
        }
    }

    /** One row of a batch alone, with the draws and the number that it has in the batch. */
    static Continuation ofRow(int row, GenerationOptions options, List<Long> eos, TokenListener listener) {
        return new Continuation(row, 1, options, eos, listener);
    }

    /**
     * Picks the next token of some rows, also of one that has ended, where nobody reads it.
     *
     * @param logits {@code [rows, positions, vocabulary]}, of which the last position counts
     * @param rows which of the texts they are
     */
    long[] accept(Tensor logits, int[] rows) {
        int vocabulary = (int) logits.dim(2);
        int positions = (int) logits.dim(1);
        FloatBuffer scores = logits.floats();
        long[] next = new long[rows.length];
        for (int i = 0; i < rows.length; i++) {
            next[i] = pickers.get(rows[i]).pick(scores, ((i + 1) * positions - 1) * vocabulary, vocabulary);
        }
        accept(next, rows);
        return next;
    }

    /** Takes the next token of some rows as it was picked elsewhere. */
    void accept(long[] next, int[] rows) {
        for (int i = 0; i < rows.length; i++) {
            if (!ended[rows[i]]) {
                extend(rows[i], next[i]);
            }
        }
    }

    /** Which of some rows have ended. */
    boolean[] ended(int[] rows) {
        boolean[] which = new boolean[rows.length];
        for (int i = 0; i < rows.length; i++) {
            which[i] = ended[rows[i]];
        }
        return which;
    }

    /** The places of the rows among some whose texts go on, unless nearly all of them do: dropping others takes a copy. */
    int[] worthKeeping(int[] rows) {
        int[] going =
                IntStream.range(0, rows.length).filter(i -> !ended[rows[i]]).toArray();
        return going.length > MOST_KEPT * rows.length
                ? IntStream.range(0, rows.length).toArray()
                : going;
    }

    private void extend(int row, long token) {
        List<Long> text = texts.get(row);
        ended[row] = eos.contains(token);
        if (!ended[row]) {
            text.add(token);
            ended[row] = endsInStop(text);
        }
        tell(row, ended[row] ? text.size() : text.size() - begunStop(text));
    }

    private void tell(int row, int end) {
        for (; told[row] < end; told[row]++) {
            listener.onToken(first + row, texts.get(row).get(told[row]));
        }
    }

    /** How many tokens at the end of a text are also the beginning of the stop sequence. */
    private int begunStop(List<Long> text) {
        int length = Math.min(stop.size() - 1, text.size());
        while (length > 0 && !text.subList(text.size() - length, text.size()).equals(stop.subList(0, length))) {
            length--;
        }
        return Math.max(0, length);
    }

    /** Takes the stop sequence off a text that ends in it. */
    private boolean endsInStop(List<Long> text) {
        int from = text.size() - stop.size();
        if (stop.isEmpty() || from < 0 || !text.subList(from, text.size()).equals(stop)) {
            return false;
        }
        text.subList(from, text.size()).clear();
        return true;
    }

    boolean isComplete() {
        for (boolean end : ended) {
            if (!end) {
                return false;
            }
        }
        return true;
    }

    /** The whole texts, of which the listener has heard every token then. */
    List<long[]> finish() {
        for (int row = 0; row < ended.length; row++) {
            tell(row, texts.get(row).size());
        }
        return texts.stream()
                .map(text -> text.stream().mapToLong(Long::longValue).toArray())
                .toList();
    }
}
