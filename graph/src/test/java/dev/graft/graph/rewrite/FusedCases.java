package dev.graft.graph.rewrite;

import static dev.graft.graph.OperatorCase.single;

import dev.graft.graph.OperatorCase;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Fused operators in the forms that exporters write. */
public final class FusedCases {
    private FusedCases() {}

    static Stream<OperatorCase> all() {
        return Stream.concat(differentiable(), quantized().stream());
    }

    /** Those whose single precision suffices for finite differences. */
    public static Stream<OperatorCase> differentiable() {
        List<OperatorCase> cases = new ArrayList<>();
        cases.addAll(normalizations());
        cases.addAll(rotary());
        cases.addAll(multiHead());
        cases.addAll(selfAttention());
        cases.addAll(groupQuery());
        cases.addAll(standardAttention());
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

    private static List<OperatorCase> groupQuery() {
        return List.of(
                gqa("").x(2, 3, 32)
                        .x(2, 3, 16)
                        .x(2, 3, 16)
                        .absent()
                        .absent()
                        .constant(Tensor.of(new int[] {2, 2}, 2))
                        .constant(Tensor.of(new int[] {3})),
                gqa("packed")
                        .x(1, 4, 64)
                        .absent()
                        .absent()
                        .absent()
                        .absent()
                        .constant(end())
                        .constant(total()),
                gqa("empty past")
                        .outputs(3)
                        .x(1, 4, 32)
                        .x(1, 4, 16)
                        .x(1, 4, 16)
                        .real(new double[0], 1, 2, 0, 8)
                        .real(new double[0], 1, 2, 0, 8)
                        .constant(end())
                        .constant(total()),
                turning("rotary").rotaryTables(8, 8),
                turning("rotary, interleaved").with("rotary_interleaved", 1).rotaryTables(8, 8),
                turning("partial rotary", 32).rotaryTables(8, 8),
                turning("positions").rotaryTables(8, 8).constant(Tensor.of(new long[] {2, 3}, 1, 2)),
                plain("scale").with("scale", 0.9),
                plain("window").with("local_window_size", 2),
                plain("wide window").with("local_window_size", 9),
                plain("softcap").with("softcap", 0.8),
                plain("smooth softmax").with("smooth_softmax", 1),
                plain("attention bias").absent().absent().absent().x(1, 4, 4, 4),
                plain("softcap and attention bias")
                        .with("softcap", 0.8)
                        .absent()
                        .absent()
                        .absent()
                        .x(1, 1, 4, 4),
                plain("sink").absent().absent().absent().absent().x(4));
    }

    private static OperatorCase gqa(String variant) {
        return single("com.microsoft.GroupQueryAttention", variant)
                .with("num_heads", 4)
                .with("kv_num_heads", 2);
    }

    private static OperatorCase plain(String variant) {
        return gqa(variant)
                .x(1, 4, 32)
                .x(1, 4, 16)
                .x(1, 4, 16)
                .absent()
                .absent()
                .constant(end())
                .constant(total());
    }

    private static OperatorCase turning(String variant) {
        return turning(variant, 16);
    }

    private static OperatorCase turning(String variant, long size) {
        return single("com.microsoft.GroupQueryAttention", variant)
                .with("num_heads", 2)
                .with("kv_num_heads", 1)
                .with("do_rotary", 1)
                .x(1, 2, 2 * size)
                .x(1, 2, size)
                .x(1, 2, size)
                .absent()
                .absent()
                .constant(Tensor.of(new int[] {1}, 1))
                .constant(Tensor.of(new int[] {2}));
    }

    private static Tensor end() {
        return Tensor.of(new int[] {3}, 1);
    }

    private static Tensor total() {
        return Tensor.of(new int[] {4});
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

    private static List<OperatorCase> quantized() {
        return List.of(
                nbits("", 64, 3, 32, 4).constant(bytes(3 * 2 * 16, 3, 2, 16)).constant(scales(6, 6)),
                nbits("zero points", 64, 3, 32, 4)
                        .constant(bytes(96, 3, 2, 16))
                        .constant(scales(6, 6))
                        .constant(bytes(3, 3)),
                nbits("zero points, odd blocks", 96, 3, 32, 4)
                        .constant(bytes(144, 3, 3, 16))
                        .constant(scales(9, 9))
                        .constant(bytes(6, 6)),
                nbits("a rest", 40, 3, 32, 4).constant(bytes(96, 3, 2, 16)).constant(scales(6, 6)),
                nbits("8 bits", 64, 3, 32, 8).constant(bytes(192, 3, 2, 32)).constant(scales(6, 6)),
                nbits("8 bits, zero points", 64, 3, 32, 8)
                        .constant(bytes(192, 3, 2, 32))
                        .constant(scales(6, 6))
                        .constant(bytes(6, 6)),
                nbits("real zero points", 64, 3, 32, 4)
                        .constant(bytes(96, 3, 2, 16))
                        .constant(scales(6, 6))
                        .constant(scales(6, 6)),
                nbits("bias", 64, 3, 32, 4)
                        .constant(bytes(96, 3, 2, 16))
                        .constant(scales(6, 6))
                        .absent()
                        .absent()
                        .x(3));
    }

    private static OperatorCase nbits(String variant, long width, long rows, long block, long bits) {
        return single("com.microsoft.MatMulNBits", variant)
                .with("K", width)
                .with("N", rows)
                .with("bits", bits)
                .with("block_size", block)
                .with("accuracy_level", 1)
                .x(2, 3, width);
    }

    private static Tensor bytes(int count, long... shape) {
        byte[] values = new byte[count];
        new Random(3).nextBytes(values);
        Tensor tensor = Tensor.allocate(ElementType.UINT8, shape);
        tensor.bytes().put(values);
        return tensor;
    }

    private static Tensor scales(int count, long... shape) {
        float[] values = new float[count];
        Random random = new Random(5);
        for (int i = 0; i < count; i++) {
            values[i] = 0.01f + 0.05f * random.nextFloat();
        }
        return Tensor.of(values, shape);
    }
}
