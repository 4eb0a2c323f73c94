package dev.graft.training;

import dev.graft.testsupport.Checkout;
import dev.graft.training.settings.TrainingSettings;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Twenty steps of LLaVA's connector on prompts with several images among the words, one in front and none, against transformers' whole
 * model, see {@code scripts/reference/interleaved_run.py}. One of the steps is on text alone.
 */
class InterleavedRunTest {
    @TempDir
    private Path folder;

    private final Path reference = Checkout.tiny("interleaved-run");

    @BeforeEach
    void writeData() throws IOException {
        TinyLlava.write(folder, reference);
    }

    private TrainingSettings settings(String output) {
        return TinyLlava.settings(folder, reference, output)
                .with("adapter.hidden_width", "16")
                .with("optimizer.learning_rate", "2e-3")
                .with("optimizer.weight_decay", "0")
                .with("schedule.kind", "constant")
                .with("schedule.warmup", "0")
                .with("checkpoint_every", "3");
    }

    /** However a step is parted into micro-batches, of which some have no image. */
    @ParameterizedTest
    @ValueSource(strings = {"3", "4"})
    void lossesAndWeightsAreThoseOfTransformers(String samplesAtOnce) {
        TinyLlava.run(settings("run").with("micro_batch", samplesAtOnce), false, Integer.MAX_VALUE);
        TinyLlava.assertAsInReference(folder, reference);
    }

    @Test
    void aResumedRunTakesTheSameSteps() throws IOException {
        TinyLlava.assertResumedRunIsTheSame(folder, this::settings);
    }
}
