package dev.graft.graph.attention;

import dev.graft.graph.Attribute;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.TypedGraph;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/** Writes attentions anew, by blocks of queries that see the keys up to their own last one. */
final class AttentionBlocks {
    private final TypedGraph typed;
    private final Map<String, Constant> constants;
    private final Map<String, Node> producers = new HashMap<>();
    /** Parts of values, by name, which several attentions read. */
    private final Map<String, String> parts = new HashMap<>();

    private List<Node> nodes;

    AttentionBlocks(TypedGraph typed) {
        this.typed = typed;
        this.constants = new LinkedHashMap<>(typed.graph().constants());
        typed.graph().nodes().forEach(node -> node.outputs().forEach(output -> producers.put(output, node)));
    }

    /** With what was needed besides. */
    Map<String, Constant> constants() {
        return constants;
    }

    /** @param ends of the blocks, in rising order, the last of all queries */
    List<Node> of(Attention attention, List<Long> ends) {
        nodes = new ArrayList<>();
        Scores scores = scores(attention);
        List<String> mixed = new ArrayList<>();
        long begin = 0;
        for (long end : ends) {
            mixed.add(block(attention, scores, new Window(begin, end, attention), ends.size() == 1));
            begin = end;
        }
        if (mixed.size() > 1) {
            Map<String, Attribute> axis = Map.of("axis", new Attribute.Int(attention.rank() - 2));
            Node mixing = attention.mixing();
            nodes.add(new Node("Concat", "", mixing.name(), mixed, mixing.outputs(), axis));
        }
        return nodes;
    }

    /** Some queries and the keys that they see. */
    private record Window(long begin, long end, long queries, long keys) {
        Window(long begin, long end, Attention attention) {
            this(begin, end, attention.queries(), attention.keys());
        }

        long seen() {
            return keys - queries + end;
        }
    }

    /**
     * How scores are computed.
     *
     * @param between what is left to do behind the product
     */
    private record Scores(
            String queries, String keys, boolean transposed, float factor, List<Node> between, String output) {}

    /** Keys as they are before they are turned, and a factor as part of the product: a pass over all scores less. */
    private Scores scores(Attention attention) {
        Node product = attention.scores();
        String keys = product.inputs().get(1);
        boolean transposed = product.intAttribute("transB", 0) != 0;
        float factor = product.floatAttribute("alpha", 1);
        Node turned = producers.get(keys);
        if (!transposed && turned != null && turnsLastAxes(turned, attention.rank())) {
            keys = turned.inputs().get(0);
            transposed = true;
        }
        List<Node> between = attention.between();
        String output = product.outputs().get(0);
        Double next = factorOf(between, output);
        while (next != null) {
            factor *= next.floatValue();
            output = between.get(0).outputs().get(0);
            between = between.subList(1, between.size());
            next = factorOf(between, output);
        }
        return new Scores(product.inputs().get(0), keys, transposed, factor, between, output);
    }

    private static boolean turnsLastAxes(Node node, int rank) {
        long[] order = node.qualifiedType().equals("Transpose") ? node.intsAttribute("perm") : null;
        if (order == null || order.length != rank) {
            return false;
        }
        long[] turned = LongStream.range(0, rank).toArray();
        turned[rank - 1] = rank - 2L;
        turned[rank - 2] = rank - 1L;
        return Arrays.equals(order, turned);
    }

    /** The factor by which the first of some nodes multiplies a value that nothing else reads; null where it does otherwise. */
    private Double factorOf(List<Node> between, String value) {
        boolean readOnce =
                between.stream().filter(node -> node.inputs().contains(value)).count() == 1;
        if (!readOnce || !between.get(0).inputs().contains(value)) {
            return null;
        }
        Node first = between.get(0);
        if (!Set.of("Mul", "Div").contains(first.qualifiedType())) {
            return null;
        }
        boolean left = first.inputs().get(0).equals(value);
        Constant other = constants.get(first.inputs().get(left ? 1 : 0));
        Double scalar = other == null
                        || other.shape().length > typed.type(value).shape().rank()
                ? null
                : other.scalarValue();
        if (scalar == null) {
            return null;
        }
        if (first.opType().equals("Mul")) {
            return scalar;
        }
        return left && scalar != 0 ? 1 / scalar : null;
    }

    private String block(Attention attention, Scores scores, Window window, boolean only) {
        String suffix = only ? "" : "/queries/" + window.begin();
        int rank = attention.rank();
        Map<String, String> names = new HashMap<>();
        String queries = part(scores.queries(), rank - 2, window.begin(), window.end(), window.queries());
        String keys = part(scores.keys(), scores.transposed() ? rank - 2 : rank - 1, 0, window.seen(), window.keys());
        names.put(scores.output(), scores.output() + suffix);
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        attributes.put("transB", new Attribute.Int(scores.transposed() ? 1 : 0));
        attributes.put("alpha", new Attribute.Float(scores.factor()));
        boolean plain = !scores.transposed() && scores.factor() == 1;
        nodes.add(new Node(
                plain ? "MatMul" : "FusedMatMul",
                plain ? "" : Graph.MICROSOFT,
                attention.scores().name() + suffix,
                List.of(queries, keys),
                List.of(scores.output() + suffix),
                plain ? Map.of() : attributes));
        for (Node node : scores.between()) {
            List<String> inputs = new ArrayList<>();
            for (String input : node.inputs()) {
                inputs.add(names.containsKey(input) ? names.get(input) : broadcast(input, window));
            }
            String output = node.outputs().get(0);
            names.put(output, output + suffix);
            nodes.add(new Node(
                    node.opType(),
                    node.domain(),
                    node.name() + suffix,
                    inputs,
                    List.of(output + suffix),
                    node.attributes()));
        }
        Node mixing = attention.mixing();
        String weights = names.get(mixing.inputs().get(0));
        boolean turned = mixing.intAttribute("transB", 0) != 0;
        String values = part(mixing.inputs().get(1), turned ? rank - 1 : rank - 2, 0, window.seen(), window.keys());
        String output = mixing.outputs().get(0) + suffix;
        nodes.add(new Node(
                mixing.opType(),
                mixing.domain(),
                mixing.name() + suffix,
                List.of(weights, values),
                List.of(output),
                mixing.attributes()));
        return output;
    }

    /** The part of a value that is broadcast to the scores which a window of them reads. */
    private String broadcast(String value, Window window) {
        long[] sizes = sizes(value);
        int rank = sizes.length;
        String found = value;
        if (rank >= 1 && sizes[rank - 1] != 1) {
            found = part(found, rank - 1, 0, window.seen(), window.keys());
        }
        if (rank >= 2 && sizes[rank - 2] != 1) {
            found = part(found, rank - 2, window.begin(), window.end(), window.queries());
        }
        return found;
    }

    private long[] sizes(String value) {
        TensorType type = typed.type(value);
        return type != null ? type.shape().sizes() : constants.get(value).shape();
    }

    private String part(String value, int axis, long begin, long end, long all) {
        if (begin == 0 && end == all) {
            return value;
        }
        String name = value + "/" + axis + "/" + begin + "/" + end;
        return parts.computeIfAbsent(name, absent -> {
            List<String> inputs = List.of(value, number(begin), number(end), number(axis));
            nodes.add(new Node("Slice", "", name, inputs, List.of(name), Map.of()));
            return name;
        });
    }

    private String number(long value) {
        String name = "attention/number/" + value;
        constants.computeIfAbsent(name, absent -> Constant.of(Tensor.of(new long[] {value}, 1)));
        return name;
    }
}
