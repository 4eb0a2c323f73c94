package dev.graft.graph.rewrite;

import static dev.graft.graph.OperatorCase.single;

import dev.graft.graph.OperatorCase;
import dev.graft.tensors.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Fused operators in the forms that exporters write. */
public final class FusedCases {
    private FusedCases() {}

    static Stream<OperatorCase> all() {
        return Stream.concat(differentiable(), QuantizedCases.all().stream());
    }

    /** Those whose single precision suffices for finite differences. */
    public static Stream<OperatorCase> differentiable() {
        List<OperatorCase> cases = new ArrayList<>();
        cases.addAll(normalizations());
        cases.addAll(rotary());
        cases.addAll(AttentionCases.all());
        cases.addAll(GroupQueryCases.all());
        cases.addAll(activations());
        return cases.stream();
    }

    private static List<OperatorCase> normalizations() {
        String layer = "com.microsoft.SkipLayerNormalization";
        String rms = "com.microsoft.SkipSimplifiedLayerNormalization";
        return List.of(
                single(layer, "").x(2, 3, 4).x(2, 3, 4).x(4).x(4),
                single(layer, "without beta")
                        .with("epsilon", 0.1)
                        .x(2, 3, 4)
                        .x(2, 3, 4)
                        .x(4),
                single(layer, "with bias and sum")
                        .onlyOutputs(0, 3)
                        .x(2, 3, 4)
                        .x(2, 3, 4)
                        .x(4)
                        .x(4)
                        .x(4),
                single(layer, "skip broadcasts")
                        .onlyOutputs(0, 3)
                        .x(2, 3, 4)
                        .x(3, 4)
                        .x(4)
                        .x(4),
                single(rms, "").x(2, 3, 4).x(2, 3, 4).x(4),
                single(rms, "with sum")
                        .with("epsilon", 0.1)
                        .onlyOutputs(0, 3)
                        .x(2, 3, 4)
                        .x(2, 3, 4)
                        .x(4),
                single(rms, "with bias and sum")
                        .onlyOutputs(0, 3)
                        .x(2, 3, 4)
                        .x(2, 3, 4)
                        .x(4)
                        .x(4));
    }

    private static List<OperatorCase> rotary() {
        Tensor ids = Tensor.of(new long[] {0, 1, 2, 4, 5, 6}, 2, 3);
        return List.of(
                rotary23("").x(2, 2, 3, 4).rotaryTables(8, 2).constant(ids),
                rotary23("rank 3")
                        .with("num_heads", 2)
                        .x(2, 3, 8)
                        .rotaryTables(8, 2)
                        .constant(ids),
                rotary23("cache per token").x(2, 2, 3, 4).rotaryTables(2, 3, 2),
                rotary23("partial, interleaved")
                        .with("interleaved", 1)
                        .with("rotary_embedding_dim", 2)
                        .x(2, 2, 3, 4)
                        .rotaryTables(8, 1)
                        .constant(ids));
    }

    private static OperatorCase rotary23(String variant) {
        return single("RotaryEmbedding", variant).opset(23);
    }

    private static List<OperatorCase> activations() {
        return List.of(
                conv("Relu").x(1, 2, 4, 4).x(3, 2, 3, 3).x(3),
                conv("Sigmoid").withInts("pads", 1, 1, 1, 1).x(1, 2, 4, 4).x(3, 2, 3, 3),
                conv("LeakyRelu")
                        .withFloats("activation_params", 0.2f)
                        .x(1, 2, 4, 4)
                        .x(3, 2, 3, 3)
                        .x(3),
                conv("Clip")
                        .withFloats("activation_params", -4f, 4f)
                        .x(1, 2, 4, 4)
                        .x(3, 2, 3, 3)
                        .x(3),
                conv("Tanh").x(1, 2, 4, 4).x(3, 2, 3, 3).x(3).x(1, 3, 2, 2),
                single("com.microsoft.FusedGemm", "")
                        .with("activation", "Tanh")
                        .with("transB", 1)
                        .with("alpha", 0.5)
                        .x(2, 3)
                        .x(4, 3)
                        .x(4),
                single("com.microsoft.Trilu", "").with("upper", 0).x(2, 3, 3),
                single("com.microsoft.FusedGemm", "leaky")
                        .with("activation", "LeakyRelu")
                        .with("activation_alpha", 0.2)
                        .x(2, 3)
                        .x(3, 4)
                        .x(4));
    }

    private static OperatorCase conv(String activation) {
        return single("com.microsoft.FusedConv", activation).with("activation", activation);
    }
}
