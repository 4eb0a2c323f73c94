package dev.graft.backbones.decoder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.graft.graph.ValueInfo;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.TensorType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which decoders have the heads that attention in place knows. */
class InPlaceHeadsTest {
    /** ONNX Runtime's operator fails with heads of another width, or that do not share keys evenly, and prints an error at that. */
    @ParameterizedTest
    @CsvSource({
        "8, 1, 2, true",
        "80, 8, 32, true",
        "12, 1, 2, false",
        "4, 1, 2, false",
        "100, 32, 32, false",
        "8, 2, 3, false",
        "8, 2, 1, false"
    })
    void headsThatTheOperatorDoesNotKnowStay(int width, int keyHeads, int heads, boolean known) {
        ValueInfo past = new ValueInfo("past", TensorType.of(ElementType.FLOAT, "rows", keyHeads, "past", width));
        assertEquals(known, InPlaceAttention.isOrdinary(past, past, heads));
    }
}
