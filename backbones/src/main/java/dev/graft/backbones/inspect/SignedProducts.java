package dev.graft.backbones.inspect;

import dev.graft.graph.Attribute;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.graph.precision.IntegerForm;
import dev.graft.graph.runtime.IntegerProducts;
import dev.graft.tensors.ElementType;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Products with signed weights of 8 bits. Processors of the x86 family without VNNI add two products with an unsigned number at a
 * time in 16 bits, in which those with weights of the full range do not fit.
 */
public final class SignedProducts {
    /** What a user can do about it. */
    public static final String ADVICE =
            "it has products of signed 8-bit weights of the full range, which overflow on this"
                    + " processor as it has no VNNI, so answers may be worse here; take a file with unsigned weights (_uint8), one"
                    + " written with reduce_range, or one in float with --precision int8";

    /** Two products of it with 255 still fit into 16 bits. */
    private static final int LARGEST_SAFE = 64;

    /** Which operand of an operator its weights are. */
    private static final Map<String, Integer> OPERANDS = Map.of(
            "MatMulInteger", 1,
            "ConvInteger", 1,
            "MatMulIntegerToFloat", 1,
            "DynamicQuantizeMatMul", 1,
            "QLinearMatMul", 3,
            "QLinearConv", 3,
            "QGemm", 3);

    private static final Set<String> PRODUCTS = Set.of("MatMul", "Gemm", "Conv");

    private SignedProducts() {}

    /** Whether products of some of the files overflow on this processor. */
    public static boolean overflowHere(List<Path> files) {
        return files.stream()
                .filter(file -> file.getFileName().toString().endsWith(".onnx"))
                .anyMatch(file -> overflowHere(OnnxFile.read(file)));
    }

    static boolean overflowHere(Graph graph) {
        return areLarge(graph) && IntegerProducts.form() == IntegerForm.UNSIGNED;
    }

    /** Whether a graph has such products with weights that may overflow. */
    static boolean areLarge(Graph graph) {
        return areLarge(graph, Map.of());
    }

    private static boolean areLarge(Graph graph, Map<String, Constant> outer) {
        Map<String, Constant> constants = new HashMap<>(outer);
        constants.putAll(graph.constants());
        Map<String, Node> numbers = new HashMap<>();
        for (Node node : graph.nodes()) {
            if (node.opType().equals("DequantizeLinear") && node.hasInput(0)) {
                node.outputs().forEach(output -> numbers.put(output, node));
            }
            boolean inside = node.attributes().values().stream()
                    .anyMatch(attribute ->
                            attribute instanceof Attribute.Subgraph branch && areLarge(branch.graph(), constants));
            if (inside || isLarge(weights(node, constants, numbers))) {
                return true;
            }
        }
        return false;
    }

    /** The integers that a node multiplies by; null where it does not multiply integers by constants. */
    private static Constant weights(Node node, Map<String, Constant> constants, Map<String, Node> numbers) {
        Integer operand = OPERANDS.get(node.opType());
        if (operand != null && node.hasInput(operand)) {
            return constants.get(node.inputs().get(operand));
        }
        // The runtime multiplies integers where both operands are made of such.
        if (PRODUCTS.contains(node.opType()) && node.hasInput(1)) {
            Node left = numbers.get(node.inputs().get(0));
            Node right = numbers.get(node.inputs().get(1));
            return left == null || right == null
                    ? null
                    : constants.get(right.inputs().get(0));
        }
        return null;
    }

    private static boolean isLarge(Constant weights) {
        if (weights == null || weights.type() != ElementType.INT8) {
            return false;
        }
        ByteBuffer bytes = weights.tensor().bytes();
        return IntStream.range(0, bytes.remaining()).anyMatch(i -> Math.abs(bytes.get(i)) > LARGEST_SAFE);
    }
}
