package dev.graft.graph.attention;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.TypedGraph;
import dev.graft.graph.runtime.TypeInference;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Attention of which a causal mask hides half is computed by blocks of queries, each with the keys that it may see: in the limit half
 * the time and half the memory. The results are the same, since hidden keys have the weight 0.
 *
 * <p>Which keys are hidden is not read from the form of a mask, of which exports have many; the weights that equal scores would
 * get are computed and looked at.
 */
public final class BlockedAttention {
    /** Fewer queries in a block would make its products slow. */
    private static final long FEWEST = 128;

    private static final long MOST_BLOCKS = 8;

    private BlockedAttention() {}

    /**
     * The graph with its attentions in blocks where that is possible and pays.
     *
     * @param weights runs a graph of masks for texts of full length and gives its outputs; empty where the graph has inputs other
     *     than masks and positions
     */
    public static TypedGraph of(TypedGraph typed, Function<Graph, Optional<Map<String, Tensor>>> weights) {
        List<Attention> all = Attentions.of(typed);
        if (all.isEmpty()) {
            return typed;
        }
        Set<List<Object>> causal = causal(typed.graph(), all, weights);
        AttentionBlocks blocks = new AttentionBlocks(typed);
        Map<Node, List<Node>> replaced = new HashMap<>();
        Set<Node> gone = new HashSet<>();
        for (Attention attention : all) {
            List<Long> ends = causal.contains(kind(attention)) ? ends(attention) : List.of(attention.queries());
            replaced.put(attention.mixing(), blocks.of(attention, ends));
            gone.add(attention.scores());
            gone.addAll(attention.between());
        }
        List<Node> nodes = new ArrayList<>();
        for (Node node : typed.graph().nodes()) {
            if (!gone.contains(node)) {
                nodes.addAll(replaced.getOrDefault(node, List.of(node)));
            }
        }
        Map<String, Integer> opsets = new LinkedHashMap<>(typed.graph().opsets());
        opsets.putIfAbsent(Graph.MICROSOFT, 1);
        Graph old = typed.graph();
        Graph graph = new Graph(old.name(), old.inputs(), old.outputs(), blocks.constants(), nodes, opsets).pruned();
        return new TypedGraph(graph, TypeInference.infer(graph));
    }

    /** Where blocks end, the last with all queries. */
    private static List<Long> ends(Attention attention) {
        long queries = attention.queries();
        long blocks = Math.max(1, Math.min(MOST_BLOCKS, queries / FEWEST));
        List<Long> ends = new ArrayList<>();
        for (long i = 1; i <= blocks; i++) {
            ends.add(i * queries / blocks);
        }
        return ends;
    }

    private static boolean isLong(Attention attention) {
        return attention.queries() >= 2 * FEWEST && attention.queries() <= attention.keys();
    }

    private static List<Object> kind(Attention attention) {
        return List.of(attention.queries(), attention.keys(), attention.steps());
    }

    /** The kinds of attention in which no query sees a key behind it. */
    private static Set<List<Object>> causal(
            Graph graph, List<Attention> all, Function<Graph, Optional<Map<String, Tensor>>> weights) {
        Map<List<Object>, Attention> kinds = new LinkedHashMap<>();
        all.stream().filter(BlockedAttention::isLong).forEach(each -> kinds.putIfAbsent(kind(each), each));
        Set<List<Object>> causal = new HashSet<>();
        kinds.forEach((kind, attention) -> weights.apply(ofEqualScores(graph, attention))
                .map(found -> found.values().iterator().next())
                .filter(found -> hidesWhatFollows(found, attention.queries(), attention.keys()))
                .ifPresent(found -> causal.add(kind)));
        return causal;
    }

    /** The weights where all scores are 0. */
    private static Graph ofEqualScores(Graph graph, Attention attention) {
        long[] shape = new long[attention.rank()];
        Arrays.fill(shape, 1);
        shape[shape.length - 2] = attention.queries();
        shape[shape.length - 1] = attention.keys();
        String scores = attention.scores().outputs().get(0);
        Map<String, Constant> constants = new LinkedHashMap<>(graph.constants());
        constants.put(scores, Constant.of(Tensor.allocate(ElementType.FLOAT, shape)));
        List<Node> nodes = new ArrayList<>(graph.nodes());
        nodes.remove(attention.scores());
        return graph.withNodes(nodes)
                .withConstants(constants)
                .withOutputNames(List.of(attention.mixing().inputs().get(0)))
                .pruned()
                .withoutUnusedInputs();
    }

    private static boolean hidesWhatFollows(Tensor weights, long queries, long keys) {
        float[] values = weights.toFloatArray();
        long before = keys - queries;
        for (int i = 0; i < values.length; i++) {
            long key = i % keys;
            long query = i / keys % queries;
            if (key > query + before && values[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
