package dev.graft.graph;

import dev.graft.tensors.Shape;
import dev.graft.tensors.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * An ONNX graph as a value. Nodes stand in an order in which each follows those that it reads from.
 *
 * @param constants frozen tensors by name (ONNX calls them initializers)
 * @param opsets the version of each operator set by domain, empty for the standard one
 */
public record Graph(
        String name,
        List<ValueInfo> inputs,
        List<ValueInfo> outputs,
        Map<String, Constant> constants,
        List<Node> nodes,
        Map<String, Integer> opsets) {
    /** Contributed operators of ONNX Runtime. */
    public static final String MICROSOFT = "com.microsoft";

    public Graph {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
        nodes = List.copyOf(nodes);
        opsets = Collections.unmodifiableMap(new LinkedHashMap<>(opsets));
    }

    /** The version of an operator set that this graph uses; 1 for a contributed domain that it does not name. */
    public int opset(String domain) {
        return opsets.getOrDefault(domain, 1);
    }

    public Optional<ValueInfo> input(String inputName) {
        return inputs.stream().filter(info -> info.name().equals(inputName)).findFirst();
    }

    public Optional<ValueInfo> output(String outputName) {
        return outputs.stream().filter(info -> info.name().equals(outputName)).findFirst();
    }

    public List<String> inputNames() {
        return inputs.stream().map(ValueInfo::name).toList();
    }

    public List<String> outputNames() {
        return outputs.stream().map(ValueInfo::name).toList();
    }

    public Graph withInputs(List<ValueInfo> newInputs) {
        return new Graph(name, newInputs, outputs, constants, nodes, opsets);
    }

    public Graph withOutputs(List<ValueInfo> newOutputs) {
        return new Graph(name, inputs, newOutputs, constants, nodes, opsets);
    }

    public Graph withNodes(List<Node> newNodes) {
        return new Graph(name, inputs, outputs, constants, newNodes, opsets);
    }

    public Graph withConstants(Map<String, Constant> newConstants) {
        return new Graph(name, inputs, outputs, newConstants, nodes, opsets);
    }

    /** This graph with only the outputs of the given names, in that order, typed or not. */
    public Graph withOutputNames(List<String> names) {
        return withOutputs(names.stream()
                .map(wanted -> output(wanted).orElse(new ValueInfo(wanted, null)))
                .toList());
    }

    /** This graph with the sizes of the named inputs fixed; an input that is not named keeps its shape. */
    public Graph withInputShapes(Map<String, long[]> shapes) {
        List<ValueInfo> fixed = new ArrayList<>();
        for (ValueInfo info : inputs) {
            long[] sizes = shapes.get(info.name());
            fixed.add(
                    sizes == null
                            ? info
                            : new ValueInfo(
                                    info.name(), new TensorType(info.type().element(), Shape.of(sizes))));
        }
        return withInputs(fixed);
    }

    /** This graph with every use of a value's name replaced, in nodes, outputs and subgraphs, but for what these define themselves. */
    public Graph renameUses(UnaryOperator<String> rename) {
        List<Node> renamed = nodes.stream()
                .map(node -> node.withInputs(node.inputs().stream().map(rename).toList())
                        .withAttributes(Subgraphs.map(node.attributes(), graph -> graph.renameOuterUses(rename))))
                .toList();
        List<ValueInfo> renamedOutputs = outputs.stream()
                .map(info -> new ValueInfo(rename.apply(info.name()), info.type()))
                .toList();
        return new Graph(name, inputs, renamedOutputs, constants, renamed, opsets);
    }

    private Graph renameOuterUses(UnaryOperator<String> rename) {
        Set<String> own = Subgraphs.definitions(this);
        return renameUses(value -> own.contains(value) ? value : rename.apply(value));
    }

    /**
     * This graph with each node behind those that it reads from. Converters of files put nodes anywhere.
     *
     * @throws IllegalArgumentException if a node depends on what follows from it
     */
    public Graph ordered() {
        List<Node> ordered = NodeOrder.of(nodes);
        return ordered == nodes ? this : withNodes(ordered);
    }

    /** This graph without the inputs that no node reads and no output passes on. */
    public Graph withoutUnusedInputs() {
        return Liveness.dropUnusedInputs(this);
    }

    /** This graph without the nodes and constants that no output depends on. */
    public Graph pruned() {
        return Liveness.prune(this);
    }
}
