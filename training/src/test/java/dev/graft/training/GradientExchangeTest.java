package dev.graft.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.Safetensors;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.settings.TrainingSettings;
import dev.graft.training.step.GradientExchange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gradients of other processes come in between those of a batch and the optimiser's step. */
class GradientExchangeTest {
    @TempDir
    private Path folder;

    private Map<String, Tensor> trained(String output, GradientExchange exchange) throws IOException {
        TrainingSettings settings = TinyRun.at(folder)
                .settings(output)
                .with("steps", "4")
                .with("final_evaluation", "0")
                .with("validation_answers", "0")
                .with("validate_every", "0")
                .with("data.validation", "0");
        new Trainer(settings, TrainingListener.NONE, exchange).run(false, () -> false);
        return Safetensors.read(folder.resolve(output).resolve("model.safetensors"));
    }

    private static GradientExchange scaled(double factor) {
        return (gradients, terms) -> {
            Map<String, Tensor> scaled = new LinkedHashMap<>();
            gradients.forEach((name, gradient) -> {
                float[] values = gradient.toFloatArray();
                for (int i = 0; i < values.length; i++) {
                    values[i] *= (float) factor;
                }
                scaled.put(name, Tensor.of(values, gradient.shape()));
            });
            return scaled;
        };
    }

    /** Clipped to one length, gradients twice as long take the same steps; before clipping they are what was given. */
    @Test
    void theOptimiserTakesWhatComesBack() throws IOException {
        TinyRun.in(folder);
        Map<String, Tensor> alone = trained("alone", GradientExchange.NONE);
        Map<String, Tensor> same = trained("same", scaled(1));
        Map<String, Tensor> opposite = trained("opposite", scaled(-1));
        alone.forEach((name, weights) -> {
            assertArrayEquals(weights.toFloatArray(), same.get(name).toFloatArray(), name);
            assertFalse(Arrays.equals(weights.toFloatArray(), opposite.get(name).toFloatArray()), name);
        });
    }

    /** Each answer of the tiny run is one word and an end: two target tokens in each of eight samples. */
    @Test
    void theTermsAreTheTargetTokensOfTheBatch() throws IOException {
        TinyRun.in(folder);
        List<Long> told = new ArrayList<>();
        trained("counted", (gradients, terms) -> {
            told.add(terms);
            return gradients;
        });
        assertEquals(List.of(16L, 16L, 16L, 16L), told);
    }
}
