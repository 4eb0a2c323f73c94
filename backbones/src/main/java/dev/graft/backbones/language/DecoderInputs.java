package dev.graft.backbones.language;

import dev.graft.graph.Graph;
import dev.graft.graph.ValueInfo;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a decoder graph takes besides embeddings: a mask, positions, a key-value cache.
 *
 * @param names all inputs
 * @param past the cache inputs; the output {@code present...} of the same rest of the name holds the longer cache
 */
public record DecoderInputs(List<String> names, List<ValueInfo> past) {
    public static final String MASK = "attention_mask";
    public static final String POSITIONS = "position_ids";
    public static final String LOGITS_TO_KEEP = "num_logits_to_keep";
    private static final List<String> KNOWN = List.of(LanguageModel.EMBEDS, MASK, POSITIONS, LOGITS_TO_KEEP);

    static DecoderInputs of(Path file, Graph graph) {
        List<ValueInfo> past = new ArrayList<>();
        for (ValueInfo input : graph.inputs()) {
            if (input.name().startsWith("past")) {
                past.add(input);
            } else if (!KNOWN.contains(input.name())) {
                throw new ModelFileException(
                        file,
                        "the decoder asks for an input '" + input.name() + "', which Graft does not know; it knows "
                                + KNOWN + " and past_key_values.*");
            }
        }
        return new DecoderInputs(graph.inputNames(), past);
    }

    /** Whether it goes on from a key-value cache. */
    public boolean hasCache() {
        return !past.isEmpty();
    }

    /** Which axis of each cache input has the tokens; an input is left out where it has no axis of rows, or several may have them. */
    public Map<String, Integer> tokenAxes() {
        Map<String, Integer> axes = new LinkedHashMap<>();
        for (ValueInfo info : past) {
            long[] sizes = info.type().shape().sizes();
            List<Integer> open = new ArrayList<>();
            for (int axis = 0; axis < sizes.length; axis++) {
                if (sizes[axis] < 0) {
                    open.add(axis);
                }
            }
            if (open.size() == 2 && open.get(0) == 0) {
                axes.put(info.name(), open.get(1));
            }
        }
        return axes;
    }

    /** The output that holds the longer cache of an input. */
    public static String present(String pastName) {
        return pastName.replaceFirst("^past_key_values", "present").replaceFirst("^past", "present");
    }

    /**
     * Mask, positions and the number of logits, those that the graph has.
     *
     * @param mask {@code [batch, past + tokens]}, 0 for what may not be attended to, see {@link LanguageModel#promptMark}
     * @param tokens how many of them are new, at the end
     */
    public Map<String, Tensor> feeds(Tensor mask, int tokens) {
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        feeds.put(MASK, mask);
        feeds.put(POSITIONS, positions(mask, tokens));
        feeds.put(LOGITS_TO_KEEP, Tensor.scalar(0L));
        feeds.keySet().retainAll(names);
        return feeds;
    }

    /** Each token's position is the number of attended tokens before it, so that padding does not count. */
    private static Tensor positions(Tensor mask, int tokens) {
        int batch = (int) mask.dim(0);
        int all = (int) mask.dim(1);
        Tensor positions = Tensor.allocate(ElementType.INT64, batch, tokens);
        LongBuffer marks = mask.longs();
        LongBuffer into = positions.longs();
        for (int row = 0; row < batch; row++) {
            long seen = 0;
            for (int i = 0; i < all; i++) {
                seen += marks.get(row * all + i) == 0 ? 0 : 1;
                if (i >= all - tokens) {
                    into.put(row * tokens + i - (all - tokens), Math.max(0, seen - 1));
                }
            }
        }
        return positions;
    }

    /** A cache of nothing, {@code [batch, heads, 0, width]} in most models. */
    public Map<String, Tensor> emptyCache(int batch) {
        Map<String, Tensor> cache = new LinkedHashMap<>();
        for (ValueInfo info : past) {
            long[] shape = info.type().shape().sizes();
            for (int axis = 0; axis < shape.length; axis++) {
                shape[axis] = shape[axis] >= 0 ? shape[axis] : axis == 0 ? batch : 0;
            }
            cache.put(info.name(), Tensor.allocate(info.type().element(), shape));
        }
        return cache;
    }
}
