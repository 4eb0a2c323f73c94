package dev.graft.backbones.generation;

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
import java.util.HashMap;
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

    private final Graph graph;
    private final int heads;
    private final Map<String, Node> producers = new HashMap<>();
    private final Map<String, Constant> constants;
    /** Names of the cache inputs, by the names that stand for them. */
    private final Map<String, String> pasts = new HashMap<>();

    /** One attention: the node whose output it replaces, and the operands; {@code scale · q · kᵀ}. */
    private record Core(
            Node last,
            String query,
            String mask,
            float scale,
            String pastKey,
            String pastValue,
            Node keys,
            Node values) {}

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
                        .allMatch(info -> isOrdinary(info, inputs.past().get(0)));
        return ordinary ? new InPlaceAttention(graph, heads.getAsInt()).rewritten(inputs) : Optional.empty();
    }

    /** {@code [rows, heads, tokens, width]} FLOAT, as the others. */
    private static boolean isOrdinary(ValueInfo info, ValueInfo other) {
        long[] sizes = info.type().shape().sizes();
        return info.type().element() == ElementType.FLOAT
                && sizes.length == 4
                && sizes[1] > 0
                && sizes[3] > 0
                && Arrays.equals(sizes, other.type().shape().sizes());
    }

    private Optional<Graph> rewritten(DecoderInputs inputs) {
        for (ValueInfo info : inputs.past()) {
            pasts.put(info.name(), info.name());
        }
        for (Node node : graph.nodes()) {
            node.outputs().forEach(output -> producers.put(output, node));
            if (isAlias(node) && pasts.containsKey(node.inputs().get(0))) {
                pasts.put(node.outputs().get(0), pasts.get(node.inputs().get(0)));
            }
        }
        Map<String, Core> cores = new HashMap<>();
        for (Node node : graph.nodes()) {
            core(node).ifPresent(core -> cores.put(node.outputs().get(0), core));
        }
        if (cores.size() * 2 != inputs.past().size()
                || cores.values().stream()
                                .flatMap(core -> List.of(core.pastKey, core.pastValue).stream())
                                .distinct()
                                .count()
                        != inputs.past().size()) {
            return Optional.empty();
        }
        Graph found = rewritten(cores, inputs);
        return isSound(found, inputs) ? Optional.of(found) : Optional.empty();
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

    private static boolean isAlias(Node node) {
        return node.qualifiedType().equals("Identity")
                || node.qualifiedType().equals("Concat") && node.inputs().size() == 1;
    }

    /** The attention whose last node it is: probabilities times values. */
    private Optional<Core> core(Node node) {
        if (!node.qualifiedType().equals("MatMul")) {
            return Optional.empty();
        }
        Node values = joined(unrepeated(node.inputs().get(1)));
        Node softmax = producer(uncast(node.inputs().get(0)), "Softmax");
        if (values == null || softmax == null || !isLastAxis(softmax.intAttribute("axis", -1))) {
            return Optional.empty();
        }
        Node sum = producer(uncast(softmax.inputs().get(0)), "Add");
        if (sum == null) {
            return Optional.empty();
        }
        Optional<Core> first =
                core(node, values, sum.inputs().get(0), sum.inputs().get(1));
        return first.isPresent()
                ? first
                : core(node, values, sum.inputs().get(1), sum.inputs().get(0));
    }

    private Optional<Core> core(Node last, Node values, String scores, String mask) {
        float scale = 1;
        Node product = producers.get(uncast(scores));
        while (product != null
                && (product.opType().equals("Mul") || product.opType().equals("Div"))) {
            Float factor = scalar(product.inputs().get(1));
            if (factor == null) {
                return Optional.empty();
            }
            scale = product.opType().equals("Mul") ? scale * factor : scale / factor;
            product = producers.get(uncast(product.inputs().get(0)));
        }
        if (product == null || !product.qualifiedType().equals("MatMul")) {
            return Optional.empty();
        }
        String turned = product.inputs().get(1);
        Node scaled = producer(turned, "Mul");
        if (scaled != null && scalar(scaled.inputs().get(1)) != null) {
            scale *= scalar(scaled.inputs().get(1));
            turned = scaled.inputs().get(0);
        }
        Node transpose = producer(turned, "Transpose");
        long[] order = transpose == null ? null : transpose.intsAttribute("perm");
        Node keys = Arrays.equals(order, new long[] {0, 1, 3, 2})
                ? joined(unrepeated(transpose.inputs().get(0)))
                : null;
        if (keys == null) {
            return Optional.empty();
        }
        String pastKey = pasts.get(keys.inputs().get(0));
        String pastValue = pasts.get(values.inputs().get(0));
        return Optional.of(new Core(last, product.inputs().get(0), mask, scale, pastKey, pastValue, keys, values));
    }

    /** The node that joins a cache and what is new, of whose output the value is another name; else null. */
    private Node joined(String value) {
        Node node = value == null ? null : producers.get(value);
        boolean joins = node != null
                && node.qualifiedType().equals("Concat")
                && node.inputs().size() == 2
                && (node.intAttribute("axis", 0) == 2 || node.intAttribute("axis", 0) == -2)
                && pasts.containsKey(node.inputs().get(0))
                && node.outputs()
                        .get(0)
                        .equals(DecoderInputs.present(pasts.get(node.inputs().get(0))));
        return joins ? node : null;
    }

    /** What is repeated for several heads of queries each, as transformers does; null where it is repeated in another order. */
    private String unrepeated(String value) {
        Node reshape = producer(value, "Reshape");
        Node expand = reshape == null ? null : producer(reshape.inputs().get(0), "Expand");
        Node unsqueeze = expand == null ? null : producer(expand.inputs().get(0), "Unsqueeze");
        if (unsqueeze == null) {
            return reshape == null ? value : null;
        }
        Constant axes = unsqueeze.hasInput(1) ? constant(unsqueeze.inputs().get(1)) : null;
        boolean between = axes != null && Arrays.equals(axes.tensor().toLongArray(), new long[] {2});
        return between ? unsqueeze.inputs().get(0) : null;
    }

    private String uncast(String value) {
        String source = value;
        for (Node node = producer(source, "Cast"); node != null; node = producer(source, "Cast")) {
            if (node.intAttribute("to", 0) != ElementType.FLOAT.onnxCode()) {
                return source;
            }
            source = node.inputs().get(0);
        }
        return source;
    }

    private Node producer(String value, String operator) {
        Node node = producers.get(value);
        return node != null && node.qualifiedType().equals(operator) ? node : null;
    }

    private Constant constant(String value) {
        Node node = producer(value, "Constant");
        return node != null && node.attributes().get("value") instanceof Attribute.Data data
                ? data.value()
                : graph.constants().get(value);
    }

    private Float scalar(String value) {
        Constant constant = constant(value);
        Double found = constant == null ? null : constant.scalarValue();
        return found == null ? null : found.floatValue();
    }

    private static boolean isLastAxis(long axis) {
        return axis == -1 || axis == 3;
    }

    private Graph rewritten(Map<String, Core> cores, DecoderInputs inputs) {
        long[] shape = inputs.past().get(0).type().shape().sizes();
        Set<String> presents = new HashSet<>();
        inputs.past().forEach(info -> presents.add(DecoderInputs.present(info.name())));
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            Core core = cores.get(node.outputs().get(0));
            if (core != null) {
                attend(core, shape[1], shape[3], nodes);
            } else if (node.qualifiedType().equals("Shape")
                    && pasts.containsKey(node.inputs().get(0))
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
    private void attend(Core core, long keyHeads, long width, List<Node> nodes) {
        String name = core.last.outputs().get(0);
        String query = flat(core.query, heads * width, name + "/query", nodes);
        String key = flat(core.keys.inputs().get(1), keyHeads * width, name + "/key", nodes);
        String value = flat(core.values.inputs().get(1), keyHeads * width, name + "/value", nodes);
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        attributes.put("num_heads", new Attribute.Int(heads));
        attributes.put("kv_num_heads", new Attribute.Int(keyHeads));
        attributes.put("scale", new Attribute.Float(core.scale));
        List<String> operands =
                List.of(query, key, value, core.pastKey, core.pastValue, LAST, TOTAL, "", "", "", core.mask);
        List<String> results = List.of(
                name + "/flat",
                core.keys.outputs().get(0),
                core.values.outputs().get(0));
        nodes.add(new Node("GroupQueryAttention", Graph.MICROSOFT, name + "/flat", operands, results, attributes));
        nodes.add(node(
                "Reshape", name + "/by_head", Map.of(), name + "/flat", shape("cache/by_head", 0, 0, heads, width)));
        nodes.add(node("Transpose", name, swapped(), name + "/by_head"));
    }

    private String flat(String value, long width, String name, List<Node> nodes) {
        nodes.add(node("Transpose", name + "/by_token", swapped(), value));
        nodes.add(node("Reshape", name, Map.of(), name + "/by_token", shape("cache/flat/" + width, 0, 0, width)));
        return name;
    }

    private static Map<String, Attribute> swapped() {
        return Map.of("perm", new Attribute.Ints(List.of(0L, 2L, 1L, 3L)));
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
