package dev.graft.backbones.decoding;

import java.util.Arrays;
import java.util.List;

/** The tokens of a text while it is written. */
final class TokenList {
    private long[] ids = new long[16];
    private int size;

    int size() {
        return size;
    }

    long get(int place) {
        return ids[place];
    }

    void add(long id) {
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, 2 * size);
        }
        ids[size++] = id;
    }

    /** Takes tokens off the end. */
    void drop(int count) {
        size -= count;
    }

    /** How many tokens at the end are also the beginning of a sequence, of which one is left. */
    int begun(List<Long> sequence) {
        int length = Math.min(sequence.size() - 1, size);
        while (length > 0 && !endsIn(sequence.subList(0, length))) {
            length--;
        }
        return Math.max(0, length);
    }

    boolean endsIn(List<Long> sequence) {
        for (int i = 0; i < sequence.size(); i++) {
            if (size < sequence.size() || ids[size - sequence.size() + i] != sequence.get(i)) {
                return false;
            }
        }
        return true;
    }

    void copyTo(long[] into, int at) {
        System.arraycopy(ids, 0, into, at, size);
    }

    long[] toArray() {
        return Arrays.copyOf(ids, size);
    }

    TokenList copy() {
        TokenList copy = new TokenList();
        copy.ids = ids.clone();
        copy.size = size;
        return copy;
    }
}
