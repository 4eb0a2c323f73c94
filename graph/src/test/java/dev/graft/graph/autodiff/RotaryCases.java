package dev.graft.graph.autodiff;

import static dev.graft.graph.OperatorCase.single;

import dev.graft.graph.OperatorCase;
import dev.graft.graph.Tensor;
import java.util.List;

/** Rotary position embedding in its layouts. */
final class RotaryCases {
    private static final String ROTARY = "com.microsoft.RotaryEmbedding";

    private RotaryCases() {}

    static List<OperatorCase> all() {
        Tensor ids = Tensor.of(new long[] {0, 1, 2, 4, 5, 6}, 2, 3);
        return List.of(
                cached(single(ROTARY, "").x(2, 3, 8).constant(ids), 2),
                cached(single(ROTARY, "offset").x(2, 3, 8).ints(3), 2),
                cached(
                        single(ROTARY, "interleaved")
                                .with("interleaved", 1)
                                .x(2, 3, 8)
                                .constant(ids),
                        2),
                cached(single(ROTARY, "rank 4").x(2, 2, 3, 4).constant(ids), 2),
                cached(
                        single(ROTARY, "rank 4, interleaved")
                                .with("interleaved", 1)
                                .x(2, 2, 3, 4)
                                .constant(ids),
                        2),
                cached(partial("partial").x(2, 3, 12).constant(ids), 2),
                cached(
                        partial("partial, interleaved")
                                .with("interleaved", 1)
                                .x(2, 3, 12)
                                .constant(ids),
                        2));
    }

    private static OperatorCase partial(String variant) {
        return single(ROTARY, variant).with("num_heads", 2).with("rotary_embedding_dim", 4);
    }

    private static OperatorCase cached(OperatorCase made, int half) {
        return made.real(angles(8, half, 0), 8, half).real(angles(8, half, 1), 8, half);
    }

    /** Cosines (0) or sines (1) of the angles of each position. */
    private static double[] angles(int positions, int half, int which) {
        double[] values = new double[positions * half];
        for (int i = 0; i < values.length; i++) {
            int position = i / half;
            double angle = position * Math.pow(0.3, i % half);
            values[i] = which == 0 ? Math.cos(angle) : Math.sin(angle);
        }
        return values;
    }
}
