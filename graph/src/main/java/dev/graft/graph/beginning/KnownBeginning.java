package dev.graft.graph.beginning;

import dev.graft.graph.Attribute;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.TypedGraph;
import dev.graft.graph.ValueInfo;
import dev.graft.graph.rewrite.Specialization;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Shape;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A graph over texts, parted behind a beginning that all of them have: one graph gives what the other tokens read of the beginning,
 * the other computes those tokens alone and is fed that.
 *
 * <p>Which values of the beginning are read follows from the graph: those that a product of matrices mixes over all tokens, in
 * attention keys and values. All that does not depend on the texts, such as masks and positions, is computed of all tokens as before
 * and cut. It must hold that no token reads one behind it; from a graph that cannot be seen, so whoever uses this finds it out.
 *
 * @param reading from the inputs of the whole graph to the states, of the first row
 * @param rest from embeddings of the tokens behind the beginning, {@code [rows, rest, width]}, all other inputs of the whole graph,
 *     and the states, to outputs of those tokens alone
 * @param states the types of what is fed, by the name that they have in both graphs
 */
public record KnownBeginning(Graph reading, Graph rest, Map<String, TensorType> states) {
    /**
     * A value of the beginning that the rest reads.
     *
     * @param value its name in the whole graph
     * @param name among the states
     * @param rows how many elements of the first axis belong to one row of the batch
     */
    record State(String value, String name, TokenAxis tokens, long rows, TensorType type) {}

    private static final String STATE = "beginning/";

    public KnownBeginning {
        states = Map.copyOf(states);
    }

    /**
     * Parts a graph.
     *
     * @param input of embeddings, {@code [rows, tokens, width]}
     * @param shapes of all inputs, by name
     * @param known tokens of the beginning; the texts are longer
     * @return empty where the graph computes something of all tokens together in a way that is not known here
     */
    public static Optional<KnownBeginning> of(Graph graph, String input, Map<String, long[]> shapes, int known) {
        TypedGraph whole = Specialization.plain(graph, shapes);
        try {
            RestOfTokens rest = new RestOfTokens(whole, input, known);
            Graph parted = rest.graph();
            Map<String, TensorType> states = new LinkedHashMap<>();
            rest.states().forEach(state -> states.put(state.name(), state.type()));
            return states.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new KnownBeginning(reading(whole, rest.states(), known), parted, states));
        } catch (Inseparable e) {
            return Optional.empty();
        }
    }

    /** Whether an input of the rest is one of the states. */
    public static boolean isState(String input) {
        return input.startsWith(STATE);
    }

    static String state(String value) {
        return STATE + value;
    }

    private static Graph reading(TypedGraph whole, List<State> states, int known) {
        Map<String, Constant> constants = new LinkedHashMap<>(whole.graph().constants());
        List<Node> nodes = new ArrayList<>(whole.graph().nodes());
        List<ValueInfo> outputs = new ArrayList<>();
        for (State state : states) {
            int axis = state.tokens().axis();
            Map<Integer, Long> ends = new LinkedHashMap<>();
            ends.put(0, state.rows());
            ends.put(axis, state.tokens().size(known)); // where the first axis has the tokens, there is one row
            String from = constant(constants, state.name() + "/from", new long[ends.size()]);
            String to = constant(constants, state.name() + "/to", longs(ends.values()));
            String axes = constant(
                    constants,
                    state.name() + "/axes",
                    longs(ends.keySet().stream().map(Integer::longValue).toList()));
            nodes.add(new Node(
                    "Slice",
                    "",
                    state.name(),
                    List.of(state.value(), from, to, axes),
                    List.of(state.name()),
                    Map.<String, Attribute>of()));
            outputs.add(new ValueInfo(state.name(), null));
        }
        return whole.graph()
                .withConstants(constants)
                .withNodes(nodes)
                .withOutputs(outputs)
                .pruned()
                .withoutUnusedInputs();
    }

    private static long[] longs(Iterable<Long> values) {
        List<Long> list = new ArrayList<>();
        values.forEach(list::add);
        return list.stream().mapToLong(Long::longValue).toArray();
    }

    static String constant(Map<String, Constant> constants, String name, long[] values) {
        constants.put(name, Constant.of(Tensor.of(values, values.length)));
        return name;
    }

    /** The type of a state from that of the whole value. */
    static TensorType type(ElementType element, long[] sizes) {
        return new TensorType(element, Shape.of(sizes));
    }
}
