package dev.graft.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.InvalidInputException;
import dev.graft.testsupport.Checkout;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FeatureBenchmarkTest {
    @Test
    void eachBatchIsTimed() {
        try (VisionEncoder encoder =
                VisionEncoder.open(Checkout.tiny("vit"), VisionFeatures.LAST, SessionConfig.DEFAULT)) {
            double[] millis = new FeatureBenchmark(3).run(encoder, 4);
            assertEquals(4, millis.length);
            assertTrue(Arrays.stream(millis).allMatch(time -> time > 0), Arrays.toString(millis));
            assertThrows(InvalidInputException.class, () -> new FeatureBenchmark(Integer.MAX_VALUE).run(encoder, 1));
        }
    }

    @Test
    void aBatchOfNothingIsRefused() {
        assertThrows(InvalidInputException.class, () -> new FeatureBenchmark(0));
    }
}
