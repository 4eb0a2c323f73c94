package dev.graft.backbones.language;

import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.graph.ValueInfo;
import dev.graft.graph.rewrite.OpsetUpgrade;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decoders whose {@code position_ids [3, batch, tokens]} are moment, row and column, as Qwen2-VL's (Wang et al. 2024,
 * arXiv:2409.12191). Their graphs are changed to take the positions from the mask, where each token of a prompt is marked with
 * its own; tokens that are marked 1 go on from the largest position of their row.
 */
public final class SpatialPositions {
    private static final int AXES = 3;
    private static final int BITS = 20;
    private static final long FIRST = 2;

    private SpatialPositions() {}

    /**
     * The mark of a token.
     *
     * @throws IllegalArgumentException if a position is negative or above a million
     */
    public static long mark(long moment, long row, long column) {
        if ((moment | row | column) >>> BITS != 0) {
            throw new IllegalArgumentException(moment + ", " + row + ", " + column + " as positions of a token");
        }
        return FIRST + (moment | row << BITS | column << 2 * BITS);
    }

    /** Whether a graph has such positions. */
    static boolean areIn(Graph graph) {
        return graph.input(DecoderInputs.POSITIONS)
                .filter(info -> info.type() != null && info.type().shape() != null)
                .map(info -> info.type().shape())
                .filter(shape -> shape.rank() == AXES && shape.dim(0).size() == AXES)
                .isPresent();
    }

    /** The graph that takes them from the mask. */
    static Graph fromMask(Graph whole) {
        Graph graph = OpsetUpgrade.upgrade(whole);
        GraphBuilder g = new GraphBuilder(graph.name());
        Value mask = g.input(DecoderInputs.MASK, ElementType.INT64, "batch", "all_tokens");
        ValueInfo info = graph.input(LanguageModel.EMBEDS).orElseThrow();
        Value embeds =
                g.input(info.name(), info.type().element(), dims(info.type().shape()));
        Map<String, Value> arguments = new LinkedHashMap<>();
        arguments.put(LanguageModel.EMBEDS, embeds);
        graph.input(DecoderInputs.MASK)
                .ifPresent(seen -> arguments.put(
                        DecoderInputs.MASK,
                        mask.cast(ElementType.BOOL).cast(seen.type().element())));
        ElementType type =
                graph.input(DecoderInputs.POSITIONS).orElseThrow().type().element();
        arguments.put(DecoderInputs.POSITIONS, positions(g, mask, embeds).cast(type));
        g.include(graph, arguments).forEach(g::output);
        return g.build();
    }

    private static Object[] dims(Shape shape) {
        Object[] names = {"batch", "tokens", "width"};
        Object[] dims = new Object[names.length];
        for (int axis = 0; axis < dims.length; axis++) {
            dims[axis] = shape.dim(axis).isKnown() ? (Object) shape.dim(axis).size() : names[axis];
        }
        return dims;
    }

    /** {@code [3, batch, new tokens]}. */
    private static Value positions(GraphBuilder g, Value mask, Value embeds) {
        Value zero = g.scalar(ElementType.INT64, 0);
        Value one = g.scalar(ElementType.INT64, 1);
        Value room = g.scalar(ElementType.INT64, 1L << BITS);
        Value told = mask.greater(one);
        Value code = told.where(mask.subtract(g.scalar(ElementType.INT64, FIRST)), zero);
        Value rest = code.divide(room);
        Value row = g.op("Mod", Map.of(), rest, room);
        List<Value> each = List.of(g.op("Mod", Map.of(), code, room), row, rest.divide(room));
        Value next = told.where(
                        g.op("Max", Map.of(), each.toArray(Value[]::new)).add(one), zero)
                .max(true, 1);
        Value untold = mask.equal(one).cast(ElementType.INT64);
        Value further = g.op("CumSum", Map.of(), untold, g.ints(1).squeeze(0));
        Value onward = g.op("Max", Map.of(), next.add(further).subtract(one), zero);
        List<Value> axes = new ArrayList<>();
        each.forEach(axis -> axes.add(told.where(axis, onward).unsqueeze(0)));
        Value all = axes.get(0).concat(0, axes.get(1), axes.get(2));
        Value first = embeds.shape().slice(1, 2, 0).multiply(g.ints(-1));
        return g.op("Slice", Map.of(), all, first, g.ints(Long.MAX_VALUE), g.ints(2));
    }
}
