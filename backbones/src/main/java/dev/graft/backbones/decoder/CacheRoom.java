package dev.graft.backbones.decoder;

import dev.graft.backbones.language.DecoderInputs;
import dev.graft.graph.ValueInfo;
import dev.graft.graph.runtime.Bound;
import dev.graft.tensors.Tensor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The memory of a cache of keys and values that {@link InPlaceAttention} writes into.
 *
 * @param states {@code [rows, heads, room, width]} of each input
 */
record CacheRoom(Map<String, Tensor> states, Map<String, Integer> axes, int room) {
    /** Tokens that may be written before the memory is taken anew. */
    private static final int SPARE = 64;

    /** Room for tokens of which none was read. */
    static CacheRoom of(DecoderInputs inputs, int rows, long tokens) {
        int room = Math.toIntExact(tokens + SPARE);
        Map<String, Tensor> states = new LinkedHashMap<>();
        for (ValueInfo info : inputs.past()) {
            long[] sizes = info.type().shape().sizes();
            states.put(info.name(), Tensor.allocate(info.type().element(), rows, sizes[1], room, sizes[3]));
        }
        return new CacheRoom(states, inputs.tokenAxes(), room);
    }

    /** Room for some tokens, of which the first were read; the given ones stay as they are. */
    static CacheRoom of(KeyValues read, long tokens) {
        int room = Math.toIntExact(tokens + SPARE);
        return new CacheRoom(read.withRoom(room).states(), read.axes(), room);
    }

    /** This, or a copy with room for all tokens. */
    CacheRoom with(int read, int all) {
        return all <= room ? this : of(read(read), all + (long) all / 2);
    }

    /** A copy of what was read. */
    KeyValues read(int tokens) {
        return new KeyValues(room, states, axes).first(tokens);
    }

    /** A copy with some rows, each as often as it is named, of which the tokens before {@code from} are left out. */
    CacheRoom rows(int[] rows, int from, int read) {
        int more = read - from + SPARE;
        Map<String, Tensor> copies = new LinkedHashMap<>();
        states.forEach((name, state) -> {
            long[] shape = state.shape();
            int heads = (int) shape[1];
            int token = Math.toIntExact(state.type().bytes(shape[3]));
            Tensor copy = Tensor.allocate(state.type(), rows.length, heads, more, shape[3]);
            ByteBuffer into = copy.bytes();
            for (int row = 0; row < rows.length; row++) {
                for (int head = 0; head < heads; head++) {
                    int start = ((rows[row] * heads + head) * room + from) * token;
                    into.position((row * heads + head) * more * token)
                            .put(state.bytes().slice(start, (read - from) * token));
                }
            }
            copies.put(name, copy);
        });
        return new CacheRoom(copies, axes, more);
    }

    /** Copies rows over others. A row that is copied stays as it is. */
    void replace(int[] sources, int read) {
        for (Tensor state : states.values()) {
            long[] shape = state.shape();
            int head = Math.toIntExact(state.type().bytes(room * shape[3]));
            int kept = Math.toIntExact(state.type().bytes(read * shape[3]));
            for (int row = 0; row < sources.length; row++) {
                for (int i = 0; sources[row] != row && i < shape[1]; i++) {
                    int from = (int) (sources[row] * shape[1] + i) * head;
                    state.bytes()
                            .position((int) (row * shape[1] + i) * head)
                            .put(state.bytes().slice(from, kept));
                }
            }
        }
    }

    /** Lets a run read and write it. */
    void bind(Bound bound, int rows, int read, int all) {
        states.forEach((name, state) -> {
            bound.input(name, state);
            bound.output(DecoderInputs.present(name), state);
        });
        long[] shape = states.values().iterator().next().shape();
        shape[2] = read;
        int[] last = new int[rows];
        Arrays.fill(last, all - 1);
        bound.input(InPlaceAttention.PAST_SHAPE, Tensor.of(shape, shape.length));
        bound.input(InPlaceAttention.LAST, Tensor.of(last, rows));
        bound.input(InPlaceAttention.TOTAL, Tensor.of(new int[] {all}));
    }
}
