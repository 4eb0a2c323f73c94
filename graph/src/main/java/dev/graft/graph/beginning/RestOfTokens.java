package dev.graft.graph.beginning;

import dev.graft.graph.Attribute;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.TypedGraph;
import dev.graft.graph.ValueInfo;
import dev.graft.tensors.Shape;
import dev.graft.tensors.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The graph of the tokens behind a beginning, made node by node from that of all tokens. A value that follows from the texts keeps
 * its name, and has those tokens alone.
 *
 * <p>The rows of a batch are outermost in every such value, so that what is known of one row can be repeated for all.
 */
final class RestOfTokens {
    /** Operators that move elements and change none. */
    private static final Set<String> MOVING =
            Set.of("Reshape", "Transpose", "Squeeze", "Unsqueeze", "Flatten", "Expand", "Identity");

    private final TypedGraph whole;
    private final String input;
    private final long rows;
    private final long tokens;
    private final int known;
    /** Of the values that follow from the texts. */
    private final Map<String, TokenAxis> axes = new HashMap<>();

    private final Map<String, Node> producers = new HashMap<>();
    private final Map<String, String> wholes = new HashMap<>();
    private final Map<String, Constant> constants;
    private final List<Node> nodes = new ArrayList<>();
    private final List<KnownBeginning.State> states = new ArrayList<>();

    RestOfTokens(TypedGraph whole, String input, int known) {
        this.whole = whole;
        this.input = input;
        this.known = known;
        this.constants = new LinkedHashMap<>(whole.graph().constants());
        long[] sizes = whole.type(input).shape().sizes();
        this.rows = sizes[0];
        this.tokens = sizes[1];
        axes.put(input, new TokenAxis(1, 1, 1));
        for (Node node : whole.graph().nodes()) {
            if (node.reads().stream().noneMatch(axes::containsKey)) {
                nodes.add(node);
            } else {
                node.outputs().forEach(output -> producers.put(output, node));
                TokenRules.apply(node, this);
            }
        }
    }

    List<KnownBeginning.State> states() {
        return states;
    }

    Graph graph() {
        List<ValueInfo> inputs = new ArrayList<>();
        for (ValueInfo info : whole.graph().inputs()) {
            inputs.add(
                    info.name().equals(input)
                            ? new ValueInfo(
                                    input, KnownBeginning.type(info.type().element(), sizesOfRest(input)))
                            : info);
        }
        states.forEach(state -> inputs.add(new ValueInfo(state.name(), state.type())));
        List<ValueInfo> outputs = whole.graph().outputs().stream()
                .map(info -> new ValueInfo(info.name(), null))
                .toList();
        return new Graph(
                        whole.graph().name(),
                        inputs,
                        outputs,
                        constants,
                        nodes,
                        whole.graph().opsets())
                .pruned();
    }

    /** Where the tokens of a value are; null if it does not follow from the texts. */
    TokenAxis axis(String value) {
        return axes.get(value);
    }

    /** The sizes of a value of all tokens. */
    long[] sizes(Node reader, String value) {
        TensorType type = whole.type(value);
        Shape shape = type == null ? null : type.shape();
        Inseparable.unless(shape != null && shape.isStatic(), reader, "the shape of '" + value + "' is not known");
        return shape.sizes();
    }

    long tokens() {
        return tokens;
    }

    long tokensOfRest() {
        return tokens - known;
    }

    /** The sizes of what is left of a value behind the beginning. */
    long[] sizesOfRest(String value) {
        long[] sizes = whole.type(value).shape().sizes();
        TokenAxis axis = axes.get(value);
        sizes[axis.axis()] = axis.size(tokens - known);
        return sizes;
    }

    long[] constant(Node reader, String value) {
        Constant constant = constants.get(value);
        Inseparable.unless(constant != null, reader, "'" + value + "' is computed");
        return constant.tensor().toLongArray();
    }

    String constant(String name, long... values) {
        return KnownBeginning.constant(constants, name, values);
    }

    /** Adds a node of the rest whose outputs have their tokens in an axis. */
    void add(Node node, TokenAxis axis) {
        for (String output : node.outputs()) {
            if (!output.isEmpty()) {
                long[] sizes = sizes(node, output);
                boolean fits = axis.axis() < sizes.length && sizes[axis.axis()] == axis.size(tokens);
                Inseparable.unless(fits, node, "'" + output + "' has no axis of tokens");
                axes.put(output, axis);
            }
        }
        nodes.add(node);
    }

    /** What is left behind the beginning of a value that does not follow from the texts and is broadcast. */
    String rest(Node reader, String value, int at, TokenAxis axis) {
        long[] sizes = value.isEmpty() ? new long[0] : sizes(reader, value);
        if (at < 0 || at >= sizes.length || sizes[at] == 1 && axis.size(tokens) != 1) {
            return value;
        }
        Inseparable.unless(
                axis.isUndivided() && sizes[at] == axis.size(tokens), reader, "'" + value + "' cannot be cut");
        String cut = value + "/rest/" + at;
        if (wholes.putIfAbsent(cut, cut) == null) {
            add(
                    "Slice",
                    cut,
                    value,
                    constant(cut + "/from", axis.size(known)),
                    constant(cut + "/to", axis.size(tokens)),
                    constant(cut + "/axis", at));
        }
        return cut;
    }

    /** A value of all tokens, with what is known of the beginning. */
    String whole(Node reader, String value) {
        TokenAxis axis = axes.get(value);
        if (axis == null) {
            return value;
        }
        String found = wholes.get(value);
        if (found == null) {
            found = isMoved(value) ? moved(reader, producers.get(value)) : joined(reader, value, axis);
            wholes.put(value, found);
        }
        return found;
    }

    /** Whether the whole is better moved than the parts put together, as keys that several heads of queries read. */
    private boolean isMoved(String value) {
        Node node = producers.get(value);
        return node != null
                && MOVING.contains(node.qualifiedType())
                && axes.get(node.inputs().get(0)).isUndivided();
    }

    private String moved(Node reader, Node node) {
        List<String> inputs = new ArrayList<>(node.inputs());
        inputs.set(0, whole(reader, inputs.get(0)));
        String output = node.outputs().get(0) + "/whole";
        nodes.add(new Node(node.opType(), node.domain(), output, inputs, List.of(output), node.attributes()));
        return output;
    }

    private String joined(Node reader, String value, TokenAxis axis) {
        long[] sizes = sizes(reader, value);
        boolean hasRows = axis.axis() > 0 && sizes[0] % rows == 0 || rows == 1;
        Inseparable.unless(axis.isUndivided() && hasRows, reader, "'" + value + "' has no axis of tokens alone");
        sizes[axis.axis()] = axis.size(known);
        long[] all = sizes.clone();
        sizes[0] /= rows;
        String name = KnownBeginning.state(value);
        TensorType type = KnownBeginning.type(whole.type(value).element(), sizes);
        states.add(new KnownBeginning.State(value, name, axis, axis.axis() == 0 ? axis.size(known) : sizes[0], type));
        String repeated = rows == 1 ? name : repeated(name, sizes, all);
        String output = value + "/whole";
        nodes.add(new Node(
                "Concat",
                "",
                output,
                List.of(repeated, value),
                List.of(output),
                Map.of("axis", new Attribute.Int(axis.axis()))));
        return output;
    }

    /** The state of one row for all rows. */
    private String repeated(String name, long[] one, long[] all) {
        if (one[0] == 1) {
            return add("Expand", name + "/rows", name, constant(name + "/sizes", all));
        }
        long[] apart = new long[one.length + 1];
        apart[0] = 1;
        System.arraycopy(one, 0, apart, 1, one.length);
        long[] rowsApart = apart.clone();
        rowsApart[0] = rows;
        String alone = add("Reshape", name + "/row", name, constant(name + "/row/sizes", apart));
        String many = add("Expand", name + "/rows", alone, constant(name + "/rows/sizes", rowsApart));
        return add("Reshape", name + "/joined", many, constant(name + "/joined/sizes", all));
    }

    private String add(String operator, String output, String... inputs) {
        nodes.add(new Node(operator, "", output, Arrays.asList(inputs), List.of(output), Map.of()));
        return output;
    }
}
