package dev.graft.backbones.decoder;

import dev.graft.tensors.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The keys and values of texts that a decoder has read, one text a row: what it needs to read on.
 *
 * @param tokens that were read, padding included
 * @param states by the name of the input that takes them, {@code [rows, heads, tokens, width]} in most models
 * @param axes which axis of each has the tokens
 */
public record KeyValues(int tokens, Map<String, Tensor> states, Map<String, Integer> axes) {
    public KeyValues {
        states = Collections.unmodifiableMap(new LinkedHashMap<>(states));
        axes = Map.copyOf(axes);
    }

    long bytes() {
        return states.values().stream()
                .mapToLong(state -> state.bytes().remaining())
                .sum();
    }

    /** Some of the rows, each as often as it is named. */
    KeyValues rows(int[] rows) {
        Map<String, Tensor> kept = new LinkedHashMap<>();
        states.forEach((name, state) -> kept.put(name, rows(state, rows)));
        return new KeyValues(tokens, kept, axes);
    }

    /** Some rows of a tensor, each as often as it is named. */
    public static Tensor rows(Tensor all, int[] rows) {
        long[] shape = all.shape();
        int bytes = Math.toIntExact(all.bytes().remaining() / shape[0]);
        shape[0] = rows.length;
        Tensor some = Tensor.allocate(all.type(), shape);
        ByteBuffer into = some.bytes();
        for (int row : rows) {
            into.put(all.bytes().slice(row * bytes, bytes));
        }
        return some;
    }

    /**
     * Rows of several caches in one, filled up with zeros to the longest.
     *
     * @param behind whether the filling is behind, rather than in front
     */
    static KeyValues join(List<KeyValues> parts, boolean behind) {
        return join(parts, parts.stream().mapToInt(KeyValues::tokens).max().orElseThrow(), behind);
    }

    /** These with room behind for more tokens, in memory of their own. */
    KeyValues withRoom(int all) {
        return join(List.of(this), all, true);
    }

    /** The first tokens alone, in memory of their own. */
    KeyValues first(int count) {
        return copied(0, count);
    }

    /** Some tokens alone. */
    KeyValues part(int from, int to) {
        return from == 0 && to == tokens ? this : copied(from, to);
    }

    private KeyValues copied(int from, int to) {
        Map<String, Tensor> cut = new LinkedHashMap<>();
        states.forEach((name, state) -> {
            int axis = axes.get(name);
            int blocks = blocks(state, axis);
            long[] shape = state.shape();
            int old = state.bytes().remaining() / blocks;
            int token = Math.toIntExact(old / shape[axis]);
            shape[axis] = (long) to - from;
            Tensor some = Tensor.allocate(state.type(), shape);
            ByteBuffer into = some.bytes();
            for (int block = 0; block < blocks; block++) {
                into.put(state.bytes().slice(block * old + from * token, (to - from) * token));
            }
            cut.put(name, some);
        });
        return new KeyValues(to - from, cut, axes);
    }

    private static KeyValues join(List<KeyValues> parts, int longest, boolean behind) {
        Map<String, Integer> axes = parts.get(0).axes;
        Map<String, Tensor> joined = new LinkedHashMap<>();
        for (String name : parts.get(0).states.keySet()) {
            List<Tensor> states = new ArrayList<>();
            parts.forEach(part -> states.add(part.states.get(name)));
            joined.put(name, join(states, axes.get(name), longest, behind));
        }
        return new KeyValues(longest, joined, axes);
    }

    private static Tensor join(List<Tensor> states, int axis, int longest, boolean behind) {
        long[] shape = states.get(0).shape();
        shape[0] = states.stream().mapToLong(state -> state.dim(0)).sum();
        shape[axis] = longest;
        Tensor all = Tensor.allocate(states.get(0).type(), shape);
        ByteBuffer into = all.bytes();
        int at = 0;
        for (Tensor state : states) {
            ByteBuffer from = state.bytes();
            int blocks = blocks(state, axis);
            int kept = from.remaining() / blocks;
            int filled = Math.toIntExact((long) kept / state.dim(axis) * longest);
            for (int block = 0; block < blocks; block++) {
                into.position(at + (behind ? 0 : filled - kept)).put(from.slice(block * kept, kept));
                at += filled;
            }
        }
        return all;
    }

    /** How many runs of bytes a tensor has that each hold all of an axis. */
    private static int blocks(Tensor state, int axis) {
        return Math.toIntExact(Arrays.stream(state.shape()).limit(axis).reduce(1, Math::multiplyExact));
    }
}
