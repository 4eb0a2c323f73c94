package dev.graft.backbones;

import dev.graft.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The texts under way. */
final class Continuation {
    private final List<List<Long>> texts = new ArrayList<>();
    private final List<TokenPicker> pickers = new ArrayList<>();
    private final boolean[] ended;
    private final List<Long> eos;
    private final List<Long> stop;
    private final TokenListener listener;

    Continuation(int rows, GenerationOptions options, List<Long> eos, TokenListener listener) {
        this.ended = new boolean[rows];
        this.eos = eos;
        this.stop = options.stop();
        this.listener = listener;
        for (int row = 0; row < rows; row++) {
            texts.add(new ArrayList<>());
            pickers.add(new TokenPicker(options, row));
        }
    }

    /** Picks the next token of each row; a row that has ended repeats its last, which nobody reads. */
    long[] accept(Tensor logits, int rowStride) {
        int vocabulary = (int) logits.dim(-1);
        long[] next = new long[ended.length];
        for (int row = 0; row < ended.length; row++) {
            int offset = ((row + 1) * rowStride - 1) * vocabulary;
            next[row] = pickers.get(row).pick(logits.floats(), offset, vocabulary);
            if (!ended[row] && eos.contains(next[row])) {
                ended[row] = true;
            } else if (!ended[row]) {
                texts.get(row).add(next[row]);
                ended[row] = endsInStop(texts.get(row));
                if (!ended[row]) {
                    listener.onToken(row, next[row]);
                }
            }
        }
        return next;
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

    List<long[]> tokens() {
        return texts.stream()
                .map(text -> text.stream().mapToLong(Long::longValue).toArray())
                .toList();
    }
}
