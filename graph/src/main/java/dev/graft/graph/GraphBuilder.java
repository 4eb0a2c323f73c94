package dev.graft.graph;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds a graph, new or on top of an existing one, by applying operators to {@link Value}s.
 *
 * <pre>{@code
 * GraphBuilder g = new GraphBuilder("linear");
 * Value x = g.input("x", ElementType.FLOAT, "batch", 48);
 * Value weight = g.input("weight", ElementType.FLOAT, 64, 48);
 * g.output("y", x.matMulTransposed(weight));
 * Graph graph = g.build();
 * }</pre>
 *
 * <p>Nodes are written in the forms of operator set 18, which hold unchanged up to 24. A builder is not thread-safe.
 */
public final class GraphBuilder {
    /** The version of the standard operator set that new graphs use. */
    public static final int OPSET = 18;

    private final String name;
    private final List<ValueInfo> inputs = new ArrayList<>();
    private final List<ValueInfo> outputs = new ArrayList<>();
    private final Map<String, Constant> constants = new LinkedHashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Integer> opsets = new LinkedHashMap<>();
    private final Map<String, ElementType> elementTypes = new HashMap<>();
    private final Map<List<Object>, Value> literals = new HashMap<>();
    private final ValueNames taken;

    public GraphBuilder(String name) {
        this.name = name;
        this.taken = new ValueNames(name);
        opsets.put("", OPSET);
        opsets.put(Graph.MICROSOFT, 1);
    }

    /**
     * Starts from a copy of a graph.
     *
     * @param types the types of its values, from {@link dev.graft.graph.runtime.TypeInference}
     */
    public static GraphBuilder from(Graph graph, Map<String, TensorType> types) {
        GraphBuilder builder = new GraphBuilder(graph.name());
        builder.opsets.putAll(graph.opsets());
        builder.inputs.addAll(graph.inputs());
        builder.outputs.addAll(graph.outputs());
        builder.constants.putAll(graph.constants());
        builder.nodes.addAll(graph.nodes());
        builder.taken.addAll(graph.constants().keySet());
        builder.taken.addAll(graph.inputNames());
        graph.nodes().forEach(node -> builder.taken.addAll(Subgraphs.names(node)));
        types.forEach((value, type) -> builder.elementTypes.put(value, type.element()));
        return builder;
    }

    /** Names the nodes that follow, for error messages and profiles; empty for none. */
    public GraphBuilder scope(String newScope) {
        taken.scope(newScope);
        return this;
    }

    /** Declares an input; dimensions are sizes or names of sizes. */
    public Value input(String inputName, ElementType type, Object... dims) {
        taken.claim(inputName);
        inputs.add(new ValueInfo(inputName, TensorType.of(type, dims)));
        return known(inputName, type);
    }

    /** Adds a frozen tensor under a name. */
    public Value constant(String constantName, Constant constant) {
        taken.claim(constantName);
        constants.put(constantName, constant);
        return known(constantName, constant.type());
    }

    public Value constant(Tensor tensor) {
        return constant(taken.fresh("constant"), Constant.of(tensor));
    }

    /** A scalar of the given floating-point or integer type. */
    public Value scalar(ElementType type, double value) {
        return literals.computeIfAbsent(List.of(type, value), key -> constant(Scalars.of(type, value)));
    }

    /** A vector of INT64, as operators take axes, shapes and indices. */
    public Value ints(long... values) {
        return literals.computeIfAbsent(
                List.of("ints", Arrays.toString(values)), key -> constant(Tensor.of(values, values.length)));
    }

    /** A value that is already in the graph. */
    public Value value(String valueName) {
        if (!taken.contains(valueName)) {
            throw new IllegalArgumentException("graph '" + name + "' has no value '" + valueName + "'");
        }
        return new Value(this, valueName, elementTypes.get(valueName));
    }

    /** The version of the standard operator set of this graph. */
    public int opset() {
        return opsets.get("");
    }

    /** The constant of a name, or null where the name is none of a constant. */
    public Constant constantNamed(String constantName) {
        return constants.get(constantName);
    }

    /** Applies a standard operator with one output, of the element type of the first input. */
    public Value op(String opType, Map<String, ?> attributes, Value... inputs) {
        return op(opType, "", attributes, inputs[0].type(), inputs);
    }

    /**
     * Applies an operator with one output.
     *
     * @param attributes values of type Integer, Long, Float, Double, String or long[]
     * @param arguments null for an optional input that is left out
     */
    public Value op(String opType, String domain, Map<String, ?> attributes, ElementType type, Value... arguments) {
        return op(opType, domain, attributes, Collections.singletonList(type), arguments)
                .get(0);
    }

    /** Applies an operator with one output for each of the given types. */
    public List<Value> op(
            String opType, String domain, Map<String, ?> attributes, List<ElementType> types, Value... arguments) {
        List<String> names = new ArrayList<>();
        for (Value argument : arguments) {
            names.add(argument == null ? "" : argument.name());
        }
        Map<String, Attribute> typed = new LinkedHashMap<>();
        attributes.forEach((key, value) -> typed.put(key, Attribute.of(value)));
        List<Value> results = new ArrayList<>();
        types.forEach(type -> results.add(known(taken.claim(taken.fresh(opType)), type)));
        List<String> outputNames = results.stream().map(Value::name).toList();
        nodes.add(new Node(opType, domain, outputNames.get(0), names, outputNames, typed));
        return results;
    }

    /**
     * Copies another graph into this one. Its names are kept where they are free.
     *
     * @param arguments values of this graph by the name of the input that they take the place of; inputs that are not
     *     named become inputs of this graph
     * @return the values of the other graph's outputs
     */
    public Map<String, Value> include(Graph other, Map<String, Value> arguments) {
        if (other.opset("") < OPSET) {
            throw new IllegalArgumentException("graph '" + other.name() + "' uses operator set " + other.opset("")
                    + ", upgrade it to " + OPSET + " first");
        }
        other.opsets().forEach((domain, version) -> opsets.merge(domain, version, Math::max));
        Map<String, String> names = new HashMap<>();
        arguments.forEach((input, value) -> names.put(input, value.name()));
        for (ValueInfo info : other.inputs()) {
            if (!names.containsKey(info.name())) {
                taken.claim(info.name());
                inputs.add(info);
                known(info.name(), info.type().element());
            }
        }
        other.constants().forEach((constantName, constant) -> includeConstant(constantName, constant, names));
        for (Node node : other.nodes()) {
            for (String output : node.outputs()) {
                if (!output.isEmpty()) {
                    names.put(output, taken.claim(taken.free(output)));
                }
            }
        }
        Graph renamed = other.renameUses(used -> names.getOrDefault(used, used));
        for (Node node : renamed.nodes()) {
            List<String> outputNames = node.outputs().stream()
                    .map(output -> names.getOrDefault(output, output))
                    .toList();
            // Node names must differ, and two graphs of one exporter share them; the outputs' names already do.
            nodes.add(new Node(
                    node.opType(), node.domain(), outputNames.get(0), node.inputs(), outputNames, node.attributes()));
        }
        Map<String, Value> results = new LinkedHashMap<>();
        for (int i = 0; i < other.outputs().size(); i++) {
            results.put(
                    other.outputs().get(i).name(),
                    value(renamed.outputs().get(i).name()));
        }
        return results;
    }

    private void includeConstant(String constantName, Constant constant, Map<String, String> names) {
        if (constant.equals(constants.get(constantName))) {
            return; // the same weights, brought by a graph included before
        }
        String free = taken.free(constantName);
        names.put(constantName, free);
        constant(free, constant);
    }

    /** Declares a value as an output under a name of its own. */
    public void output(String outputName, Value value) {
        if (!value.name().equals(outputName)) {
            define(outputName, value);
        }
        outputs.add(new ValueInfo(outputName, null));
    }

    /** Gives a value a further name. */
    public void define(String newName, Value value) {
        taken.claim(newName);
        nodes.add(new Node("Identity", "", newName, List.of(value.name()), List.of(newName), Map.of()));
        known(newName, value.type());
    }

    /** Adds a node as it is; it reads values that are there, and the names of its outputs are free. */
    public void append(Node node) {
        node.outputs().stream().filter(output -> !output.isEmpty()).forEach(taken::claim);
        nodes.add(node);
    }

    /**
     * Applies the operator of a node of this graph once more.
     *
     * @param inputs names of values, in the order of the node's own
     * @return the results in the order of the node's outputs, null for those that it leaves out
     */
    public List<Value> again(Node node, List<String> inputs) {
        List<Value> results = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (String output : node.outputs()) {
            String fresh = output.isEmpty() ? "" : taken.claim(taken.fresh("again/" + output));
            names.add(fresh);
            results.add(fresh.isEmpty() ? null : known(fresh, elementTypes.get(output)));
        }
        nodes.add(new Node(node.opType(), node.domain(), firstOf(names), inputs, names, node.attributes()));
        return results;
    }

    private static String firstOf(List<String> names) {
        return names.stream().filter(name -> !name.isEmpty()).findFirst().orElse("");
    }

    /** Raises the version of the standard operator set to one that has what the next nodes need. */
    public void requireOpset(int version) {
        opsets.merge("", version, Math::max);
    }

    /**
     * Asks an existing node for a further output, which its operator must define at the given position.
     *
     * @param output the first output of the node
     */
    public Value extraOutput(String output, int index, ElementType type) {
        for (int position = 0; position < nodes.size(); position++) {
            Node node = nodes.get(position);
            if (node.hasOutput(0) && node.outputs().get(0).equals(output)) {
                List<String> names = new ArrayList<>(node.outputs());
                while (names.size() <= index) {
                    names.add("");
                }
                if (names.get(index).isEmpty()) {
                    names.set(index, taken.claim(taken.fresh(node.opType())));
                    nodes.set(position, node.withOutputs(names));
                }
                return known(names.get(index), type);
            }
        }
        throw new IllegalArgumentException("graph '" + name + "' has no node with output '" + output + "'");
    }

    public Graph build() {
        return new Graph(name, inputs, outputs, constants, nodes, opsets);
    }

    private Value known(String valueName, ElementType type) {
        elementTypes.put(valueName, type);
        return new Value(this, valueName, type);
    }
}
