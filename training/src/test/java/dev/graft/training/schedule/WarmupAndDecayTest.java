package dev.graft.training.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.graft.testsupport.Checkout;
import dev.graft.testsupport.GoldenFile;
import dev.graft.testsupport.GoldenTensor;
import dev.graft.training.schedule.WarmupAndDecay.Kind;
import org.junit.jupiter.api.Test;

class WarmupAndDecayTest {
    @Test
    void agreesWithTheRatesOfAPyTorchRun() {
        GoldenTensor rates = GoldenFile.read(Checkout.tiny("training-trace/trace.safetensors"))
                .get("learning_rate");
        WarmupAndDecay schedule = new WarmupAndDecay(Kind.COSINE, 2e-3, 2e-4, 10, 60);
        for (int step = 1; step <= rates.size(); step++) {
            assertEquals(rates.get(step - 1), schedule.at(step), 1e-9, "step " + step);
        }
    }

    @Test
    void fallsOnALine() {
        WarmupAndDecay schedule = new WarmupAndDecay(Kind.LINEAR, 1, 0.2, 0, 0, 4);
        assertEquals(0.8, schedule.at(1), 1e-15);
        assertEquals(0.6, schedule.at(2), 1e-15);
        assertEquals(0.2, schedule.at(4));
        assertEquals(0.2, schedule.at(1000));
    }

    @Test
    void warmsUpFromARateAndStaysConstant() {
        WarmupAndDecay schedule = new WarmupAndDecay(Kind.CONSTANT, 1e-4, 0, 1e-6, 100, 200);
        assertEquals(1e-6 + 0.99e-6, schedule.at(1), 1e-18);
        assertEquals(1e-4, schedule.at(100), 1e-18);
        assertEquals(1e-4, schedule.at(101));
        assertEquals(1e-4, schedule.at(5000));
    }

    @Test
    void aWarmUpMayFillTheRun() {
        WarmupAndDecay schedule = new WarmupAndDecay(Kind.COSINE, 1, 0, 0, 3, 3);
        assertEquals(1, schedule.at(3));
        assertEquals(0, schedule.at(4));
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThrows(IllegalArgumentException.class, () -> new WarmupAndDecay(Kind.LINEAR, 1e-3, 2e-3, 0, 0, 10));
        assertThrows(IllegalArgumentException.class, () -> new WarmupAndDecay(Kind.LINEAR, 1e-3, 0, 0, 11, 10));
        assertThrows(IllegalArgumentException.class, () -> new WarmupAndDecay(Kind.LINEAR, Double.NaN, 0, 0, 1, 10));
        assertEquals(
                "steps count from 1, found 0",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new WarmupAndDecay(Kind.LINEAR, 1, 0, 0, 1, 10).at(0))
                        .getMessage());
    }
}
