package dev.graft.graph.rewrite;

import dev.graft.graph.Attribute;
import dev.graft.graph.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Convolutions and products with an activation behind them, and contributed twins of standard operators. */
final class ActivationLowering {
    private ActivationLowering() {}

    static void addTo(Map<String, Consumer<FusedNode>> rules) {
        rules.put("com.microsoft.FusedConv", ActivationLowering::convolution);
        rules.put("com.microsoft.FusedGemm", ActivationLowering::gemm);
        rules.put("com.microsoft.Trilu", f -> f.out(0, standard(f, "Trilu", f.in(0), f.in(1))));
        rules.put("com.microsoft.BiasSoftmax", ActivationLowering::biasSoftmax);
    }

    private static void convolution(FusedNode f) {
        Value y = standard(f, "Conv", f.in(0), f.in(1), f.in(2));
        if (f.in(3) != null) {
            y = y.add(f.in(3));
        }
        Attribute parameters = f.node.attributes().get("activation_params");
        List<Float> values = parameters instanceof Attribute.Floats floats ? floats.values() : List.of();
        f.out(0, activate(f, y, f.node.textAttribute("activation", ""), values));
    }

    private static void gemm(FusedNode f) {
        Value y = standard(f, "Gemm", f.in(0), f.in(1), f.in(2));
        String activation = f.node.textAttribute("activation", "");
        List<Float> values = activation.equals("LeakyRelu") || activation.equals("HardSigmoid")
                ? List.of(f.node.floatAttribute("activation_alpha", 0), f.node.floatAttribute("activation_beta", 0))
                : List.of();
        f.out(0, activate(f, y, activation, values));
    }

    private static Value activate(FusedNode f, Value y, String activation, List<Float> parameters) {
        return switch (activation) {
            case "" -> y;
            case "Relu", "Tanh", "Sigmoid" -> f.g.op(activation, Map.of(), y);
            case "LeakyRelu" -> f.g.op(activation, Map.of("alpha", parameters.get(0)), y);
            case "HardSigmoid" -> f.g.op(activation, Map.of("alpha", parameters.get(0), "beta", parameters.get(1)), y);
            case "Clip" -> f.g.op(activation, Map.of(), y, f.scalar(parameters.get(0)), f.scalar(parameters.get(1)));
            default -> throw new FusedNode.NotLowerable();
        };
    }

    private static void biasSoftmax(FusedNode f) {
        f.require(f.node.intAttribute("axis", 1) == f.shape(0).rank() - 1L);
        f.out(0, f.in(0).add(f.in(1)).softmax(-1));
    }

    /** The standard operator with the node's own attributes. */
    private static Value standard(FusedNode f, String operator, Value... arguments) {
        Map<String, Object> attributes = new LinkedHashMap<>(f.node.attributes());
        attributes.keySet().removeIf(key -> key.startsWith("activation"));
        return f.g.op(operator, attributes, arguments);
    }
}
