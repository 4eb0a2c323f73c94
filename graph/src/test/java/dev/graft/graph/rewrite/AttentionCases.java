package dev.graft.graph.rewrite;

import static dev.graft.graph.OperatorCase.single;

import dev.graft.graph.OperatorCase;
import dev.graft.tensors.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Attention in the forms of ONNX and of ONNX Runtime, but for the grouped one. */
final class AttentionCases {
    private AttentionCases() {}

    static List<OperatorCase> all() {
        List<OperatorCase> cases = new ArrayList<>(multiHead());
        cases.addAll(selfAttention());
        cases.addAll(standardAttention());
        return cases;
    }

    private static List<OperatorCase> multiHead() {
        Tensor lengths = Tensor.of(new int[] {2, 4}, 2);
        Tensor keys = Tensor.of(new int[] {1, 1, 1, 0, 0, 1, 1, 1}, 2, 4);
        return List.of(
                mha("").x(2, 3, 8).x(2, 3, 8).x(2, 3, 8),
                mha("cross").x(2, 3, 8).x(2, 4, 8).x(2, 4, 12),
                mha("bias").x(2, 3, 8).x(2, 3, 8).x(2, 3, 8).x(24),
                mha("causal, scale")
                        .with("unidirectional", 1)
                        .with("scale", 0.7)
                        .x(2, 3, 8)
                        .x(2, 3, 8)
                        .x(2, 3, 8),
                mha("key lengths").x(2, 3, 8).x(2, 4, 8).x(2, 4, 8).absent().constant(lengths),
                mha("key mask").x(2, 3, 8).x(2, 4, 8).x(2, 4, 8).absent().constant(keys),
                mha("attention bias")
                        .x(2, 3, 8)
                        .x(2, 4, 8)
                        .x(2, 4, 8)
                        .absent()
                        .absent()
                        .x(1, 2, 3, 4),
                mha("bias per batch")
                        .x(2, 3, 8)
                        .x(2, 4, 8)
                        .x(2, 4, 8)
                        .absent()
                        .absent()
                        .x(2, 1, 3, 4),
                mha("keys and values by head").x(2, 3, 8).x(2, 2, 4, 4).x(2, 2, 4, 4),
                mha("with past")
                        .outputs(3)
                        .x(2, 3, 8)
                        .x(2, 3, 8)
                        .x(2, 3, 8)
                        .absent()
                        .absent()
                        .absent()
                        .x(2, 2, 2, 4)
                        .x(2, 2, 2, 4),
                mha("causal with past")
                        .with("unidirectional", 1)
                        .outputs(3)
                        .x(2, 3, 8)
                        .x(2, 3, 8)
                        .x(2, 3, 8)
                        .absent()
                        .absent()
                        .absent()
                        .x(2, 2, 2, 4)
                        .x(2, 2, 2, 4));
    }

    private static OperatorCase mha(String variant) {
        return single("com.microsoft.MultiHeadAttention", variant).with("num_heads", 2);
    }

    private static List<OperatorCase> selfAttention() {
        Tensor lengths = Tensor.of(new int[] {2, 3}, 2);
        Tensor keys = Tensor.of(new int[] {1, 1, 0, 1, 1, 1}, 2, 3);
        return List.of(
                self("").x(2, 3, 4).x(4, 12).x(12),
                self("causal").with("unidirectional", 1).x(2, 3, 4).x(4, 12).x(12),
                self("other widths")
                        .withInts("qkv_hidden_sizes", 4, 4, 8)
                        .x(2, 3, 4)
                        .x(4, 16)
                        .x(16),
                self("key lengths").x(2, 3, 4).x(4, 12).x(12).constant(lengths),
                self("key mask").x(2, 3, 4).x(4, 12).x(12).constant(keys),
                self("with past")
                        .with("unidirectional", 1)
                        .outputs(2)
                        .x(2, 3, 4)
                        .x(4, 12)
                        .x(12)
                        .absent()
                        .x(2, 2, 2, 1, 2),
                self("attention bias")
                        .with("scale", 0.5)
                        .x(2, 3, 4)
                        .x(4, 12)
                        .x(12)
                        .absent()
                        .absent()
                        .x(2, 2, 3, 3));
    }

    private static OperatorCase self(String variant) {
        return single("com.microsoft.Attention", variant).with("num_heads", 2);
    }

    private static List<OperatorCase> standardAttention() {
        Tensor mask = OperatorCase.bools(true, false, true, true, true, true, true, true, false, true, true, true)
                .reshape(3, 4);
        return List.of(
                attention("").x(2, 2, 3, 4).x(2, 2, 3, 4).x(2, 2, 3, 4),
                attention("causal")
                        .with("is_causal", 1)
                        .x(2, 2, 3, 4)
                        .x(2, 2, 3, 4)
                        .x(2, 2, 3, 4),
                attention("grouped, other width").x(2, 4, 3, 4).x(2, 2, 3, 4).x(2, 2, 3, 2),
                attention("rank 3")
                        .with("q_num_heads", 4)
                        .with("kv_num_heads", 2)
                        .x(2, 3, 8)
                        .x(2, 4, 4)
                        .x(2, 4, 6),
                attention("mask")
                        .with("scale", 0.3)
                        .x(2, 2, 3, 4)
                        .x(2, 2, 4, 4)
                        .x(2, 2, 4, 4)
                        .constant(mask),
                attention("bias").x(2, 2, 3, 4).x(2, 2, 4, 4).x(2, 2, 4, 4).x(2, 1, 3, 4),
                attention("softcap")
                        .with("softcap", 0.6)
                        .x(2, 2, 3, 4)
                        .x(2, 2, 4, 4)
                        .x(2, 2, 4, 4),
                attention("softcap and bias")
                        .with("softcap", 0.6)
                        .x(2, 2, 3, 4)
                        .x(2, 2, 4, 4)
                        .x(2, 2, 4, 4)
                        .x(3, 4),
                attention("with past")
                        .outputs(3)
                        .x(2, 2, 3, 4)
                        .x(2, 2, 3, 4)
                        .x(2, 2, 3, 4)
                        .absent()
                        .x(2, 2, 2, 4)
                        .x(2, 2, 2, 4),
                attention("causal with past")
                        .with("is_causal", 1)
                        .outputs(3)
                        .x(2, 2, 3, 4)
                        .x(2, 2, 3, 4)
                        .x(2, 2, 3, 4)
                        .absent()
                        .x(2, 2, 2, 4)
                        .x(2, 2, 2, 4));
    }

    private static OperatorCase attention(String variant) {
        return single("Attention", variant).opset(23);
    }
}
