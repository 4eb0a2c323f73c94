package dev.graft.graph.autodiff;

import static dev.graft.graph.OperatorCase.single;

import dev.graft.graph.OperatorCase;
import dev.graft.tensors.Tensor;
import java.util.List;

/** Rotary position embedding in its layouts. */
final class RotaryCases {
    private static final String ROTARY = "com.microsoft.RotaryEmbedding";

    private RotaryCases() {}

    static List<OperatorCase> all() {
        Tensor ids = Tensor.of(new long[] {0, 1, 2, 4, 5, 6}, 2, 3);
        return List.of(
                single(ROTARY, "").x(2, 3, 8).constant(ids).rotaryTables(8, 2),
                single(ROTARY, "offset").x(2, 3, 8).ints(3).rotaryTables(8, 2),
                single(ROTARY, "interleaved")
                        .with("interleaved", 1)
                        .x(2, 3, 8)
                        .constant(ids)
                        .rotaryTables(8, 2),
                single(ROTARY, "rank 4").x(2, 2, 3, 4).constant(ids).rotaryTables(8, 2),
                single(ROTARY, "rank 4, interleaved")
                        .with("interleaved", 1)
                        .x(2, 2, 3, 4)
                        .constant(ids)
                        .rotaryTables(8, 2),
                partial("partial").x(2, 3, 12).constant(ids).rotaryTables(8, 2),
                partial("partial, interleaved")
                        .with("interleaved", 1)
                        .x(2, 3, 12)
                        .constant(ids)
                        .rotaryTables(8, 2));
    }

    private static OperatorCase partial(String variant) {
        return single(ROTARY, variant).with("num_heads", 2).with("rotary_embedding_dim", 4);
    }
}
