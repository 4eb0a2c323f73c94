package dev.graft.backbones.decoder;

import dev.graft.backbones.language.DecoderInputs;
import dev.graft.graph.Attribute;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.ValueInfo;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Lets a decoder write new keys and values behind the old ones where they lie, instead of copying all of them at each token.
 *
 * <p>Exports join the cache and what is new, {@code present = concat(past, new)}, and compute {@code softmax(scale · q · kᵀ + mask)
 * · v} of that. Here one {@code GroupQueryAttention} of ONNX Runtime does both: its cache has room for more tokens than were read,
 * and where output and input are one memory it writes only what is new. Since the graph can no longer see from the cache's shape how
 * much was read, that is fed.
 */
final class InPlaceAttention {
    /** {@code [4]} INT64: the shape that the cache would have without room. */
    static final String PAST_SHAPE = "cache/past_shape";

    /** {@code [rows]} INT32: the number of tokens that were read and are read now, less one. */
    static final String LAST = "cache/last";

    /** A scalar INT32: the number of tokens that were read and are read now. */
    static final String TOTAL = "cache/total";

    private static final int OLDEST = 13;

    /** The operator refuses other heads when it runs, and prints so. */
    private static final int WIDTH_DIVISOR = 8;

    private final Graph graph;
    private final int heads;
    private final Map<String, Constant> constants;

    private InPlaceAttention(Graph graph, int heads) {
        this.graph = graph;
        this.heads = heads;
        this.constants = new LinkedHashMap<>(graph.constants());
    }

    /**
     * The graph with inputs {@link #PAST_SHAPE}, {@link #LAST} and {@link #TOTAL}; empty where some of its cache is used in a way
     * that is not known.
     *
     * @param heads of the queries
     */
    static Optional<Graph> of(Graph graph, DecoderInputs inputs, OptionalInt heads) {
        boolean ordinary = heads.isPresent()
                && inputs.hasCache()
                && graph.opset("") >= OLDEST
                && inputs.tokenAxes().size() == inputs.past().size()
                && inputs.past().stream()
                        .allMatch(info -> isOrdinary(info, inputs.past().get(0), heads.getAsInt()));
        return ordinary ? new InPlaceAttention(graph, heads.getAsInt()).rewritten(inputs) : Optional.empty();
    }

    /** {@code [rows, heads, tokens, width]} FLOAT, as the others, of heads that the operator knows. */
    static boolean isOrdinary(ValueInfo info, ValueInfo other, int heads) {
        long[] sizes = info.type().shape().sizes();
        return info.type().element() == ElementType.FLOAT
                && sizes.length == 4
                && sizes[1] > 0
                && heads % sizes[1] == 0
                && sizes[3] > 0
                && sizes[3] % WIDTH_DIVISOR == 0
                && Arrays.equals(sizes, other.type().shape().sizes());
    }

    private Optional<Graph> rewritten(DecoderInputs inputs) {
        CachedAttentions attentions = new CachedAttentions(graph, inputs.past());
        if (!attentions.readAll(inputs.past())) {
            return Optional.empty();
        }
        Graph found = rewritten(attentions, inputs);
        // The operator keeps tokens from later ones whatever the mask says.
        return isSound(found, inputs) && CausalMasks.are(graph, attentions.masks(), inputs)
                ? Optional.of(found)
                : Optional.empty();
    }

    /** Whether nothing but the attentions reads the cache, old or new. */
    private static boolean isSound(Graph found, DecoderInputs inputs) {
        Set<String> names = new HashSet<>();
        inputs.past().forEach(info -> names.add(info.name()));
        inputs.past().forEach(info -> names.add(DecoderInputs.present(info.name())));
        return found.nodes().stream()
                .filter(node -> !node.opType().equals("GroupQueryAttention"))
                .noneMatch(node -> node.reads().stream().anyMatch(names::contains));
    }

    private Graph rewritten(CachedAttentions attentions, DecoderInputs inputs) {
        long[] shape = inputs.past().get(0).type().shape().sizes();
        FlatHeads flat = new FlatHeads(graph, inputs, constants);
        Set<String> presents = new HashSet<>();
        inputs.past().forEach(info -> presents.add(DecoderInputs.present(info.name())));
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            CachedAttentions.Core core = attentions.endingIn(node);
            String joined = flat.joinedBy(node, heads * shape[3]);
            if (core != null) {
                attend(core, shape[1], shape[3], flat, nodes);
            } else if (joined != null && attentions.endsIn(joined)) {
                nodes.add(node("Identity", node.outputs().get(0), Map.of(), joined + "/flat"));
            } else if (node.qualifiedType().equals("Shape")
                    && attentions.isPast(node.inputs().get(0))
                    && node.attributes().isEmpty()) {
                nodes.add(node("Identity", node.outputs().get(0), Map.of(), PAST_SHAPE));
            } else if (node.outputs().stream().noneMatch(presents::contains)) {
                nodes.add(node);
            }
        }
        List<ValueInfo> all = new ArrayList<>(graph.inputs());
        all.add(new ValueInfo(PAST_SHAPE, TensorType.of(ElementType.INT64, 4)));
        all.add(new ValueInfo(LAST, TensorType.of(ElementType.INT32, "rows")));
        all.add(new ValueInfo(TOTAL, TensorType.of(ElementType.INT32)));
        List<ValueInfo> outputs = graph.outputs().stream()
                .map(info -> presents.contains(info.name()) ? new ValueInfo(info.name(), null) : info)
                .toList();
        Map<String, Integer> opsets = new LinkedHashMap<>(graph.opsets());
        opsets.putIfAbsent(Graph.MICROSOFT, 1);
        return new Graph(graph.name(), all, outputs, constants, nodes, opsets)
                .ordered()
                .pruned();
    }

    /** The attention of one layer, from and to {@code [rows, heads, tokens, width]}. */
    private void attend(CachedAttentions.Core core, long keyHeads, long width, FlatHeads flat, List<Node> nodes) {
        String name = core.last().outputs().get(0);
        String query = flat.of(core.query(), heads, width, name + "/query", nodes);
        String key = flat.of(core.keys().inputs().get(1), keyHeads, width, name + "/key", nodes);
        String value = flat.of(core.values().inputs().get(1), keyHeads, width, name + "/value", nodes);
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        attributes.put("num_heads", new Attribute.Int(heads));
        attributes.put("kv_num_heads", new Attribute.Int(keyHeads));
        attributes.put("scale", new Attribute.Float(core.scale()));
        List<String> operands =
                List.of(query, key, value, core.pastKey(), core.pastValue(), LAST, TOTAL, "", "", "", core.mask());
        List<String> results = List.of(
                name + "/flat",
                core.keys().outputs().get(0),
                core.values().outputs().get(0));
        nodes.add(new Node("GroupQueryAttention", Graph.MICROSOFT, name + "/flat", operands, results, attributes));
        nodes.add(node(
                "Reshape", name + "/by_head", Map.of(), name + "/flat", shape("cache/by_head", 0, 0, heads, width)));
        nodes.add(node("Transpose", name, FlatHeads.swapped(), name + "/by_head"));
    }

    /** A shape, where 0 is the size that is there. */
    private String shape(String name, long... sizes) {
        constants.putIfAbsent(name, Constant.of(Tensor.of(sizes, sizes.length)));
        return name;
    }

    private static Node node(String operator, String output, Map<String, Attribute> attributes, String... inputs) {
        return new Node(operator, "", output, List.of(inputs), List.of(output), attributes);
    }
}
