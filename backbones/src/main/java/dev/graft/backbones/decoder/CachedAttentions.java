package dev.graft.backbones.decoder;

import dev.graft.backbones.language.DecoderInputs;
import dev.graft.graph.Attribute;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.ValueInfo;
import dev.graft.tensors.ElementType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The attentions of a decoder that read its cache of keys and values: {@code softmax(scale · q · kᵀ + mask) · v}, where k and v are
 * the cache with what is new behind it.
 */
final class CachedAttentions {
    private final Graph graph;
    private final Map<String, Node> producers = new HashMap<>();
    /** Names of the cache inputs, by the names that stand for them. */
    private final Map<String, String> pasts = new HashMap<>();

    /** By the output of the last node of each. */
    private final Map<String, Core> cores = new HashMap<>();

    /**
     * One attention.
     *
     * @param last the node that multiplies probabilities by values
     * @param keys the node that joins old and new keys; {@code values} likewise
     */
    record Core(
            Node last,
            String query,
            String mask,
            float scale,
            String pastKey,
            String pastValue,
            Node keys,
            Node values) {}

    CachedAttentions(Graph graph, List<ValueInfo> past) {
        this.graph = graph;
        past.forEach(info -> pasts.put(info.name(), info.name()));
        for (Node node : graph.nodes()) {
            node.outputs().forEach(output -> producers.put(output, node));
            if (isAlias(node) && pasts.containsKey(node.inputs().get(0))) {
                pasts.put(node.outputs().get(0), pasts.get(node.inputs().get(0)));
            }
        }
        for (Node node : graph.nodes()) {
            core(node).ifPresent(core -> cores.put(node.outputs().get(0), core));
        }
    }

    /** Whether each of the cache inputs is read by one of them. */
    boolean readAll(List<ValueInfo> past) {
        return cores.size() * 2 == past.size()
                && cores.values().stream()
                                .flatMap(core -> List.of(core.pastKey, core.pastValue).stream())
                                .distinct()
                                .count()
                        == past.size();
    }

    /** The names of what they add to their scores. */
    Set<String> masks() {
        return cores.values().stream().map(Core::mask).collect(Collectors.toSet());
    }

    /** The attention whose last node it is, or null. */
    Core endingIn(Node node) {
        return cores.get(node.outputs().get(0));
    }

    /** Whether a value is what one of them gives. */
    boolean endsIn(String value) {
        return cores.containsKey(value);
    }

    /** Whether a value is a cache input, perhaps by another name. */
    boolean isPast(String value) {
        return pasts.containsKey(value);
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
}
