package dev.graft.graph.autodiff.rules;

import dev.graft.graph.Node;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The gradient rules of all operators, by the operator's name, from the files that hold them. */
public final class GradientRules {
    private static final Map<String, GradientRule> RULES = gather();

    /** Operators whose derivative is zero wherever it exists, or whose results are not real numbers. */
    private static final Set<String> FLAT = Set.of(
            "ArgMax",
            "ArgMin",
            "Ceil",
            "ConstantOfShape",
            "Equal",
            "Floor",
            "Greater",
            "GreaterOrEqual",
            "IsInf",
            "IsNaN",
            "Less",
            "LessOrEqual",
            "NonZero",
            "Not",
            "OneHot",
            "Round",
            "Shape",
            "Sign",
            "Size");

    private GradientRules() {}

    public static GradientRule find(Node node) {
        return RULES.get(node.qualifiedType());
    }

    /**
     * Whether the operator rounds reals to integers that stand for reals, or computes with such integers. Its derivative
     * is zero too, but a gradient that silently stops there would be wrong.
     */
    public static boolean isQuantized(Node node) {
        String type = node.opType();
        return type.equals("DynamicQuantizeLinear")
                || type.equals("QuantizeLinear")
                || type.startsWith("QLinear")
                || type.equals("MatMulInteger")
                || type.equals("ConvInteger")
                || type.equals("DequantizeLinear");
    }

    public static boolean isFlat(Node node) {
        return FLAT.contains(node.qualifiedType());
    }

    /** Whether the operator of a node can lie on the gradient's path. */
    public static boolean covers(Node node) {
        return find(node) != null || isFlat(node);
    }

    /** The operators that have a rule, by qualified name, sorted. */
    public static Set<String> operators() {
        return Collections.unmodifiableSet(new TreeSet<>(RULES.keySet()));
    }

    private static Map<String, GradientRule> gather() {
        Map<String, GradientRule> rules = new HashMap<>();
        // Element by element.
        ArithmeticRules.addTo(rules); // Add, Mul, Pow, Max, Where, ...
        UnaryRules.addTo(rules); // Exp, Log, Sqrt, Clip, Cast, ...
        ActivationRules.addTo(rules); // Relu, Gelu, Sigmoid, Tanh, ...
        // Along axes.
        ReductionRules.addTo(rules); // ReduceSum, ReduceMean, CumSum, ...
        SoftmaxRules.addTo(rules); // Softmax, LogSoftmax
        NormalizationRules.addTo(rules); // LayerNormalization, RMSNormalization, LpNormalization
        ChannelNormalizationRules.addTo(rules); // BatchNormalization, GroupNormalization, ...
        // Products and windows.
        MatMulRules.addTo(rules); // MatMul, Gemm, FusedMatMul
        rules.put("Einsum", EinsumRule::apply);
        ConvolutionRules.addTo(rules); // Conv, ConvTranspose
        PoolingRules.addTo(rules); // MaxPool, AveragePool, ...
        rules.put("Resize", ResizeRule::apply);
        rules.put("com.microsoft.RotaryEmbedding", RotaryRule::apply);
        // Moving elements.
        ReshapingRules.addTo(rules); // Reshape, Transpose, Expand, Tile, ...
        ConcatSplitPadRules.addTo(rules); // Concat, Split, Pad, Trilu
        rules.put("Slice", SliceRule::apply);
        GatherScatterRules.addTo(rules); // Gather, GatherND, ScatterElements, TopK, ...
        return rules;
    }
}
