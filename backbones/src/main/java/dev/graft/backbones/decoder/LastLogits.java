package dev.graft.backbones.decoder;

import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.language.OutputLayer;
import dev.graft.graph.Attribute;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lets a decoder compute the logits of the last position alone, which are all that decide the next token. The others are the
 * largest product and the largest result of reading a prompt.
 */
final class LastLogits {
    /** The first operator set in which an index may count from the end. */
    private static final int OLDEST = 11;

    /** Operators that treat each position by itself, where only their first operand has positions. */
    private static final Set<String> BY_POSITION = Set.of(
            "MatMul",
            "MatMulInteger",
            "Add",
            "Sub",
            "Mul",
            "Div",
            "Tanh",
            "Cast",
            "Identity",
            "Clip",
            "DynamicQuantizeLinear",
            "QuantizeLinear",
            "DequantizeLinear",
            Graph.MICROSOFT + ".MatMulNBits",
            Graph.MICROSOFT + ".FusedMatMul",
            Graph.MICROSOFT + ".MatMulIntegerToFloat",
            Graph.MICROSOFT + ".DynamicQuantizeMatMul",
            Graph.MICROSOFT + ".MatMulBnb4");

    private LastLogits() {}

    /** The graph with logits {@code [batch, 1, vocabulary]}; the graph as it is where its output layer is none that is known. */
    static Graph of(Path file, Graph graph) {
        Optional<String> states = states(file, graph);
        if (graph.opset("") < OLDEST || states.isEmpty() || !actsByPosition(graph, states.get())) {
            return graph;
        }
        String last = states.get() + "/last";
        String index = last + "/index";
        Map<String, Constant> constants = new LinkedHashMap<>(graph.constants());
        constants.put(index, Constant.of(Tensor.of(new long[] {-1}, 1)));
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            List<String> operands = node.inputs().stream()
                    .map(operand -> operand.equals(states.get()) ? last : operand)
                    .toList();
            nodes.add(node.withInputs(operands));
            if (node.outputs().contains(states.get())) {
                nodes.add(new Node(
                        "Gather",
                        "",
                        last,
                        List.of(states.get(), index),
                        List.of(last),
                        Map.of("axis", new Attribute.Int(1))));
            }
        }
        return graph.withConstants(constants).withNodes(nodes);
    }

    private static Optional<String> states(Path file, Graph graph) {
        try {
            return Optional.of(OutputLayer.input(file, graph, LanguageModel.EMBEDS))
                    .filter(name -> !name.equals(LanguageModel.EMBEDS));
        } catch (ModelFileException e) {
            return Optional.empty();
        }
    }

    /** Whether all that follows from the states are the logits, each from the states of its own position. */
    private static boolean actsByPosition(Graph graph, String states) {
        Set<String> follow = new HashSet<>(Set.of(states));
        Set<String> fed = new HashSet<>(graph.inputNames());
        for (Node node : graph.nodes()) {
            boolean follows = node.reads().stream().anyMatch(follow::contains);
            if (node.reads().stream().anyMatch(fed::contains)) {
                fed.addAll(node.outputs());
            }
            if (!follows) {
                continue;
            }
            boolean byPosition = BY_POSITION.contains(node.qualifiedType())
                    && node.intAttribute("transA", 0) == 0
                    && node.intAttribute("transBatchA", 0) == 0
                    && node.inputs().stream().allMatch(operand -> follow.contains(operand) || !fed.contains(operand))
                    && !(node.opType().contains("MatMul")
                            && follow.contains(node.inputs().get(1)));
            if (!byPosition) {
                return false;
            }
            follow.addAll(node.outputs());
        }
        return graph.outputNames().stream().filter(follow::contains).allMatch(LanguageModel.LOGITS::equals);
    }
}
