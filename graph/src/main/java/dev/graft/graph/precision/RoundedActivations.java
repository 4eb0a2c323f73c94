package dev.graft.graph.precision;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Node;
import dev.graft.graph.Value;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Files whose activations are rounded to 8 bits, as quantisers of ONNX Runtime write them. A rounded number has no gradient; the
 * usual one is that of the number itself (Bengio et al. 2013, straight-through). So for a training the roundings are taken out:
 * what remains is the file's model with its rounded matrices, which {@link FrozenProducts} can compute in integers again. Where
 * the scale is fixed, numbers are still cut off at the ends of what the integers can hold: quantisers leave a {@code Relu} to
 * that.
 */
public final class RoundedActivations {
    private final Graph graph;
    private final GraphBuilder g;
    private final Map<String, List<Node>> readers = new HashMap<>();
    /** What depends on the graph's inputs. */
    private final Set<String> computed;

    private final Map<String, Node> dynamic = new HashMap<>();
    private final Map<String, Node> fixed = new HashMap<>();
    private final Map<String, String> renamed = new LinkedHashMap<>();

    private RoundedActivations(Graph graph) {
        this.graph = graph;
        this.g = GraphBuilder.from(graph.withNodes(List.of()), Map.of());
        this.computed = new HashSet<>(graph.inputNames());
        for (Node node : graph.nodes()) {
            Set<String> reads = new LinkedHashSet<>(node.reads());
            reads.forEach(name ->
                    readers.computeIfAbsent(name, absent -> new ArrayList<>()).add(node));
            if (!Collections.disjoint(computed, reads)) {
                computed.addAll(node.outputs());
                computed.remove("");
            }
        }
    }

    /** Whether a step of a graph rounds all of a tensor by its largest number, so that each number depends on all others. */
    public static boolean roundsTogether(Node node) {
        return node.opType().equals("DynamicQuantizeLinear") || node.opType().equals("DynamicQuantizeMatMul");
    }

    /** The graph without the roundings whose every reader is known; the same graph where it has none. */
    public static Graph undo(Graph file) {
        Graph graph = IntegerOperators.takeApart(file);
        boolean any = graph.nodes().stream()
                .anyMatch(node -> roundsTogether(node) || node.opType().equals("QuantizeLinear"));
        return any ? new RoundedActivations(graph).undo() : graph;
    }

    private Graph undo() {
        for (Node node : graph.nodes()) {
            if (node.qualifiedType().equals("QuantizeLinear") && range(node).isPresent()) {
                fixed.put(node.outputs().get(0), node);
            } else if (node.qualifiedType().equals("DynamicQuantizeLinear") && isReadByProductsAlone(node)) {
                dynamic.put(node.outputs().get(0), node);
                renamed.put(
                        node.outputs().get(1), g.scalar(ElementType.FLOAT, 1).name());
            }
        }
        graph.nodes().forEach(this::add);
        return g.build().renameUses(name -> renamed.getOrDefault(name, name)).pruned();
    }

    /** Between what an activation is rounded with a fixed scale; empty for a matrix, whose rounding is the file's model. */
    private Optional<IntegerRange> range(Node quantize) {
        return quantize.hasInput(1) && computed.contains(quantize.inputs().get(0))
                ? IntegerRange.of(quantize, graph.constants())
                : Optional.empty();
    }

    /** Whether the integers of a rounding go into products only, and its scale into the scales of these. */
    private boolean isReadByProductsAlone(Node rounding) {
        if (!rounding.hasOutput(2)) {
            return false;
        }
        String integers = rounding.outputs().get(0);
        String scale = rounding.outputs().get(1);
        return isInside(integers)
                && isInside(scale)
                && readers(integers).stream().allMatch(node -> isProductOf(node, rounding))
                && readers(scale).stream()
                        .allMatch(node ->
                                node.opType().equals("Mul") || readers(integers).contains(node));
    }

    private List<Node> readers(String name) {
        return readers.getOrDefault(name, List.of());
    }

    private boolean isInside(String name) {
        return !graph.outputNames().contains(name);
    }

    /** Whether a node multiplies what a rounding makes, less its zero point, by a frozen matrix or kernel. */
    private boolean isProductOf(Node node, Node rounding) {
        boolean real = node.opType().equals("MatMulIntegerToFloat");
        String product = node.outputs().get(0);
        return isProduct(node)
                && node.inputs().get(0).equals(rounding.outputs().get(0))
                && isOperand(node, real ? 4 : 2, rounding, 2)
                && (real
                        ? isOperand(node, 2, rounding, 1)
                        : isInside(product)
                                && readers(product).stream()
                                        .allMatch(reader -> reader.opType().equals("Cast")));
    }

    private static boolean isOperand(Node node, int input, Node of, int output) {
        return node.hasInput(input)
                && node.inputs().get(input).equals(of.outputs().get(output));
    }

    /** Whether a node multiplies by a frozen matrix or kernel of integers. */
    private boolean isProduct(Node node) {
        return switch (node.qualifiedType()) {
            case "MatMulInteger" -> isFrozen(node, 1) && isMatrix(node);
            case "ConvInteger" -> isFrozen(node, 1);
            case Graph.MICROSOFT + ".MatMulIntegerToFloat" -> isFrozen(node, 3) && isMatrix(node);
            case Graph.MICROSOFT + ".DynamicQuantizeMatMul" -> isFrozen(node, 2) && isMatrix(node);
            default -> false;
        };
    }

    private boolean isFrozen(Node node, int lastOperand) {
        return node.hasInput(lastOperand)
                && graph.constants().containsKey(node.inputs().get(1));
    }

    private boolean isMatrix(Node node) {
        return graph.constants().get(node.inputs().get(1)).shape().length == 2;
    }

    private void add(Node node) {
        String first = node.inputs().isEmpty() ? "" : node.inputs().get(0);
        String type = node.qualifiedType();
        g.scope("exact/" + node.outputs().get(0));
        if (dynamic.containsKey(first) && isProduct(node)) {
            product(node, dynamic.get(first).inputs().get(0));
        } else if (type.equals(Graph.MICROSOFT + ".DynamicQuantizeMatMul") && isProduct(node)) {
            Value matrix = dequantized(node, 1, node.inputs().get(2), 3);
            withBias(node, real(first).matMul(matrix), 4);
        } else if (type.equals("DequantizeLinear") && fixed.containsKey(first) && isInverse(node, fixed.get(first))) {
            IntegerRange range = range(fixed.get(first)).orElseThrow();
            Value number = real(fixed.get(first).inputs().get(0));
            Value least = g.scalar(ElementType.FLOAT, range.least());
            g.define(
                    node.outputs().get(0),
                    g.op("Clip", Map.of(), number, least, g.scalar(ElementType.FLOAT, range.most())));
        } else {
            g.append(node);
        }
    }

    private static boolean isInverse(Node dequantize, Node quantize) {
        return dequantize
                        .inputs()
                        .subList(1, dequantize.inputs().size())
                        .equals(quantize.inputs().subList(1, quantize.inputs().size()))
                && dequantize.attributes().equals(quantize.attributes());
    }

    private void product(Node node, String operand) {
        switch (node.opType()) {
            case "MatMulInteger" ->
                g.define(node.outputs().get(0), real(operand).matMul(dequantized(node, 1, "", 3)));
            case "ConvInteger" ->
                g.append(new Node(
                        "Conv",
                        "",
                        node.name(),
                        List.of(operand, dequantized(node, 0, "", 3).name()),
                        node.outputs(),
                        node.attributes()));
            default ->
                withBias(
                        node,
                        real(operand).matMul(dequantized(node, 1, node.inputs().get(3), 5)),
                        6);
        }
    }

    private void withBias(Node node, Value product, int bias) {
        g.define(
                node.outputs().get(0),
                node.hasInput(bias) ? product.add(real(node.inputs().get(bias))) : product);
    }

    /**
     * The second operand of a node as numbers.
     *
     * @param axis of its output channels
     * @param scales by name; empty for 1
     * @param zero which operand its zero point is, where it has one
     */
    private Value dequantized(Node node, int axis, String scales, int zero) {
        Value integers = g.value(node.inputs().get(1));
        Constant zeros =
                node.hasInput(zero) ? graph.constants().get(node.inputs().get(zero)) : null;
        Value scale = scales.isEmpty() ? ones(zeros) : real(scales);
        Value[] operands = node.hasInput(zero)
                ? new Value[] {integers, scale, g.value(node.inputs().get(zero))}
                : new Value[] {integers, scale};
        return g.op("DequantizeLinear", "", Map.of("axis", axis), ElementType.FLOAT, operands);
    }

    /** As many as there are zero points, since the operator asks for one of each. */
    private Value ones(Constant zeros) {
        if (zeros == null || Tensor.elementCount(zeros.shape()) == 1) {
            return g.scalar(ElementType.FLOAT, 1);
        }
        Tensor ones = Tensor.allocate(ElementType.FLOAT, zeros.shape());
        for (int i = 0; i < ones.size(); i++) {
            ones.floats().put(i, 1);
        }
        return g.constant(ones);
    }

    private Value real(String name) {
        return new Value(g, name, ElementType.FLOAT);
    }
}
