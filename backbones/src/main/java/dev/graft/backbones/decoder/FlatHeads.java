package dev.graft.backbones.decoder;

import dev.graft.backbones.language.DecoderInputs;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.Attribute;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.TypedGraph;
import dev.graft.graph.ValueInfo;
import dev.graft.graph.rewrite.RotaryRaising;
import dev.graft.graph.rewrite.RotaryRaising.Rotation;
import dev.graft.graph.rewrite.Specialization;
import dev.graft.graph.runtime.RuntimeFailure;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The heads of a decoder's attentions side by side, {@code [rows, tokens, heads · width]}, as products give and take them and
 * as ONNX Runtime's own operators do. Exports write {@code [rows, heads, tokens, width]} in between, and rotate that by many
 * small operators with arithmetic on sizes, which for a single token take as long as products.
 *
 * <p>What a value is at any sizes is read off from what it is at sizes of which no two are the same.
 */
final class FlatHeads {
    private static final long ROWS = 3;
    private static final long TOKENS = 5;
    private static final long PAST = 7;

    private static final List<Long> SWAPPED = List.of(0L, 2L, 1L, 3L);

    private final Map<String, Constant> constants;
    private final Map<String, Node> producers = new HashMap<>();
    private final Map<String, TensorType> types;
    /** By what they give. */
    private final Map<String, Rotation> rotations = new HashMap<>();
    /** What was added already. */
    private final Set<String> made = new HashSet<>();

    /** @param constants to which those of added nodes are added */
    FlatHeads(Graph graph, DecoderInputs inputs, Map<String, Constant> constants) {
        this.constants = constants;
        TypedGraph sized = sized(graph, inputs);
        this.types = sized.types();
        RotaryRaising raising = new RotaryRaising(sized);
        for (Node node : sized.graph().nodes()) {
            Rotation whole = node.hasOutput(0) ? raising.match(node) : null;
            Rotation rotation = whole == null && node.hasOutput(0) ? raising.matchOfPart(node) : whole;
            if (rotation != null && rotation.batch() == ROWS && rotation.tokens() == TOKENS) {
                rotations.put(node.outputs().get(0), rotation);
            }
        }
        graph.nodes().forEach(node -> node.outputs().forEach(output -> producers.put(output, node)));
    }

    /** The graph at sizes; one without nodes where the runtime cannot tell, as of operators that it does not know. */
    private static TypedGraph sized(Graph graph, DecoderInputs inputs) {
        Tensor mask = Tensor.allocate(ElementType.INT64, ROWS, PAST + TOKENS);
        Map<String, long[]> shapes = new LinkedHashMap<>();
        inputs.feeds(mask, (int) TOKENS).forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        inputs.past().forEach(info -> shapes.put(info.name(), filled(info, PAST)));
        graph.input(LanguageModel.EMBEDS).ifPresent(info -> shapes.put(info.name(), filled(info, TOKENS)));
        try {
            return Specialization.types(graph, shapes);
        } catch (RuntimeFailure e) {
            return new TypedGraph(graph.withNodes(List.of()), Map.of());
        }
    }

    private static long[] filled(ValueInfo info, long tokens) {
        long[] sizes = info.type().shape().sizes();
        for (int axis = 0; axis < sizes.length; axis++) {
            sizes[axis] = sizes[axis] >= 0 ? sizes[axis] : axis == 0 ? ROWS : tokens;
        }
        return sizes;
    }

    /**
     * What a value {@code [rows, heads, tokens, width]} is with its heads side by side.
     *
     * @param name for it, if it is to be computed
     * @param nodes to which those are added that compute it
     */
    String of(String value, long heads, long width, String name, List<Node> nodes) {
        Rotation rotation = rotations.get(value);
        if (rotation != null) {
            String straight = of(rotation.x(), heads, width, name + "/straight", nodes);
            List<String> operands = List.of(
                    straight,
                    positions(rotation, nodes),
                    table(rotation.cosine(), rotation.half(), nodes),
                    table(rotation.sine(), rotation.half(), nodes));
            Map<String, Attribute> attributes = new LinkedHashMap<>();
            if (2 * rotation.half() < width) {
                attributes.put("rotary_embedding_dim", new Attribute.Int(2 * rotation.half()));
                attributes.put("num_heads", new Attribute.Int(heads));
            }
            nodes.add(new Node("RotaryEmbedding", Graph.MICROSOFT, name, operands, List.of(name), attributes));
            return name;
        }
        long size = heads * width;
        Node transpose = swap(value);
        if (transpose == null) {
            nodes.add(node("Transpose", name + "/by_token", swapped(), value));
        }
        String byToken =
                transpose == null ? name + "/by_token" : transpose.inputs().get(0);
        Node reshape = producer(byToken, "Reshape");
        if (reshape != null && isFlat(reshape.inputs().get(0), size)) {
            return reshape.inputs().get(0);
        }
        nodes.add(node("Reshape", name, Map.of(), byToken, constant("cache/flat/" + size, 0, 0, size)));
        return name;
    }

    /** The value {@code [rows, heads, tokens, width]} that a node puts side by side in the end, or null. */
    String joinedBy(Node node, long size) {
        if (!node.qualifiedType().equals("Reshape") || !isFlat(node.outputs().get(0), size)) {
            return null;
        }
        Node transpose = swap(node.inputs().get(0));
        return transpose == null ? null : transpose.inputs().get(0);
    }

    private Node swap(String value) {
        Node transpose = producer(value, "Transpose");
        boolean swaps = transpose != null && Arrays.equals(transpose.intsAttribute("perm"), new long[] {0, 2, 1, 3});
        return swaps ? transpose : null;
    }

    private boolean isFlat(String value, long size) {
        TensorType type = types.get(value);
        return type != null && Arrays.equals(type.shape().sizes(), new long[] {ROWS, TOKENS, size});
    }

    private Node producer(String value, String operator) {
        Node node = producers.get(value);
        return node != null && node.qualifiedType().equals(operator) ? node : null;
    }

    /** The row of the tables for each token, {@code [rows, tokens]}. */
    private String positions(Rotation rotation, List<Node> nodes) {
        boolean ofEachRow = rotation.tables() > 1;
        String name = "rotary/positions" + (ofEachRow ? "/by_row" : "");
        if (made.add(name)) {
            String zero = constant("rotary/zero", 0);
            String two = constant("rotary/two", 2);
            String sizes = name + "/sizes";
            nodes.add(node("Shape", name + "/shape", Map.of(), LanguageModel.EMBEDS));
            nodes.add(node("Slice", sizes, Map.of(), name + "/shape", zero, two));
            String count = name + "/count";
            if (ofEachRow) {
                nodes.add(node("ReduceProd", count, Map.of("keepdims", new Attribute.Int(0)), sizes));
            } else {
                nodes.add(node("Gather", count, Map.of(), sizes, scalar("rotary/second", 1)));
            }
            String all = name + "/all";
            nodes.add(node("Range", all, Map.of(), scalar("rotary/first", 0), count, scalar("rotary/step", 1)));
            nodes.add(node(ofEachRow ? "Reshape" : "Expand", name, Map.of(), all, sizes));
        }
        return name;
    }

    private String table(String value, long half, List<Node> nodes) {
        String table = value + "/table";
        if (made.add(table)) {
            nodes.addAll(RotaryRaising.table(value, half, this::constant));
        }
        return table;
    }

    private String constant(String name, long... numbers) {
        return constant(name, Tensor.of(numbers, numbers.length));
    }

    private String scalar(String name, long number) {
        return constant(name, Tensor.scalar(number));
    }

    private String constant(String name, Tensor tensor) {
        constants.putIfAbsent(name, Constant.of(tensor));
        return name;
    }

    /** Heads and tokens in each other's place. */
    static Map<String, Attribute> swapped() {
        return Map.of("perm", new Attribute.Ints(SWAPPED));
    }

    private static Node node(String operator, String output, Map<String, Attribute> attributes, String... inputs) {
        return new Node(operator, "", output, List.of(inputs), List.of(output), new LinkedHashMap<>(attributes));
    }
}
