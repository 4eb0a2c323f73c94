package dev.graft.graph.rewrite;

import static dev.graft.graph.OperatorCase.single;

import dev.graft.graph.OperatorCase;
import dev.graft.tensors.Tensor;
import java.util.List;

/** Attention in which several heads of queries share one of keys and values, as decoders have it. */
final class GroupQueryCases {
    private GroupQueryCases() {}

    static List<OperatorCase> all() {
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
}
