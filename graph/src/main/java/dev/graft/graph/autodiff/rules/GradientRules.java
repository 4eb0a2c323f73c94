package dev.graft.graph.autodiff.rules;

import dev.graft.graph.Node;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** All gradient rules by operator, gathered from the families. */
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
        ArithmeticRules.addTo(rules);
        UnaryRules.addTo(rules);
        ActivationRules.addTo(rules);
        MatMulRules.addTo(rules);
        ReshapingRules.addTo(rules);
        SlicingRules.addTo(rules);
        ReductionRules.addTo(rules);
        IndexingRules.addTo(rules);
        NormalizationRules.addTo(rules);
        ChannelNormalizationRules.addTo(rules);
        ConvolutionRules.addTo(rules);
        PoolingRules.addTo(rules);
        RotaryRule.addTo(rules);
        return rules;
    }
}
