package dev.graft.backbones.language;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpatialPositionsTest {
    /** A decoder that gives back its positions and its mask. */
    private static Graph decoder() {
        GraphBuilder g = new GraphBuilder("decoder");
        g.input(LanguageModel.EMBEDS, ElementType.FLOAT, "batch", "tokens", 2);
        g.output(
                "seen",
                g.input(DecoderInputs.MASK, ElementType.INT64, "batch", "all").add(0));
        g.output(
                "read",
                g.input(DecoderInputs.POSITIONS, ElementType.INT64, 3, "batch", "tokens")
                        .add(0));
        return g.build();
    }

    private static Map<String, Tensor> run(long[] mask, int rows, int tokens) {
        try (Session session = Session.open(SpatialPositions.fromMask(decoder()), SessionConfig.DEFAULT)) {
            return session.run(Map.of(
                    LanguageModel.EMBEDS,
                    Tensor.allocate(ElementType.FLOAT, rows, tokens, 2),
                    DecoderInputs.MASK,
                    Tensor.of(mask, rows, mask.length / rows)));
        }
    }

    @Test
    void markedTokensHaveTheirOwnAndOthersGoOn() {
        assertTrue(SpatialPositions.areIn(decoder()));
        long[] mask = {
            0,
            SpatialPositions.mark(0, 0, 0),
            SpatialPositions.mark(1, 3, 2),
            SpatialPositions.mark(1, 2, 900_000),
            1,
            1,
            0,
            0,
            1,
            1,
            1,
            1
        };
        Map<String, Tensor> results = run(mask, 2, 6);
        assertArrayEquals(
                new long[] {0, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1},
                results.get("seen").toLongArray());
        long[] expected = {
            900_000, 0, 1, 1, 900_001, 900_002, 0, 0, 0, 1, 2, 3,
            900_000, 0, 3, 2, 900_001, 900_002, 0, 0, 0, 1, 2, 3,
            900_000, 0, 2, 900_000, 900_001, 900_002, 0, 0, 0, 1, 2, 3
        };
        long[] found = results.get("read").toLongArray();
        for (int i = 0; i < found.length; i++) {
            boolean padding = mask[i % 12] == 0;
            assertEquals(padding ? found[i] : expected[i], found[i], "place " + i);
        }
    }

    @Test
    void onlyNewTokensAreToldAfterACache() {
        long[] mask = {SpatialPositions.mark(0, 5, 4), 1, 1, 1};
        assertArrayEquals(
                new long[] {7, 8, 7, 8, 7, 8}, run(mask, 1, 2).get("read").toLongArray());
    }

    @Test
    void positionsThatDoNotFitAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> SpatialPositions.mark(0, 1 << 20, 0));
        assertThrows(IllegalArgumentException.class, () -> SpatialPositions.mark(-1, 0, 0));
        GraphBuilder plain = new GraphBuilder("plain");
        plain.output(
                "read",
                plain.input(DecoderInputs.POSITIONS, ElementType.INT64, "batch", "tokens")
                        .add(0));
        assertFalse(SpatialPositions.areIn(plain.build()));
    }
}
