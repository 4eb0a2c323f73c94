package dev.graft.training.answering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.language.TextRow;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import dev.graft.testsupport.Checkout;
import dev.graft.training.TinyRun;
import dev.graft.training.features.Features;
import dev.graft.training.run.Backbones;
import dev.graft.training.settings.TrainingSettings;
import dev.graft.training.step.BothDirections;
import dev.graft.training.step.MemoryEstimate;
import dev.graft.training.step.TrainingSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepMemoryTest {
    private static final Features FEATURES = new Features() {
        @Override
        public int tokens() {
            return TinyRun.TOKENS;
        }

        @Override
        public int width() {
            return TinyRun.VISION_WIDTH;
        }

        @Override
        public Tensor of(int image) {
            return Tensor.allocate(ElementType.FLOAT, tokens(), width());
        }
    };

    private static TrainingSample sample(int prompt, int target) {
        return new TrainingSample("sample", 0, 1, TextRow.of(tokens(prompt), tokens(target)));
    }

    private static long[] tokens(int count) {
        long[] tokens = new long[count];
        Arrays.fill(tokens, 2);
        return tokens;
    }

    /** Whatever the order of the samples, and also where a sample of a shorter prompt has the longer answer. */
    @Test
    void theStepThatTakesMostIsEstimated(@TempDir Path folder) throws IOException {
        TrainingSettings settings = TinyRun.in(folder).settings("run").with("batch", "1");
        List<TrainingSample> samples = new ArrayList<>(List.of(sample(20, 2), sample(40, 2), sample(20, 60)));
        try (Backbones backbones = Backbones.open(settings)) {
            List<Long> alone = samples.stream()
                    .map(each -> StepMemory.of(settings, backbones, List.of(each), FEATURES)
                            .map(MemoryEstimate::values)
                            .orElseThrow())
                    .toList();
            assertTrue(alone.get(2) > Math.max(alone.get(0), alone.get(1)), alone::toString);
            for (int i = 0; i < 3; i++) {
                Collections.rotate(samples, 1);
                assertEquals(
                        alone.get(2),
                        StepMemory.of(settings, backbones, samples, FEATURES)
                                .orElseThrow()
                                .values());
            }
        }
    }

    /** Whose prompts begin with what a step reads behind, unless the model has to read all of them. */
    private static long values(TrainingSettings settings, Backbones backbones, int shared) {
        List<TrainingSample> samples =
                List.of(new TrainingSample("sample", 0, shared, TextRow.of(tokens(40), tokens(2))));
        return StepMemory.of(settings, backbones, samples, FEATURES)
                .orElseThrow()
                .values();
    }

    @Test
    void aModelThatReadsInBothDirectionsIsExpectedToReadAll(@TempDir Path folder) throws IOException {
        TinyRun tiny = TinyRun.in(folder);
        BothDirections.write(folder.resolve("both"));
        Files.copy(tiny.language.resolve("tokenizer.json"), folder.resolve("both/tokenizer.json"));
        Path world = Checkout.root().resolve("world/src/main/resources/dev/graft/world/backbones/shapes-language");
        TrainingSettings settings = tiny.settings("run").with("batch", "8");
        TrainingSettings usual = settings.with("language", world.toString());
        try (Backbones backbones = Backbones.open(usual)) {
            assertTrue(values(usual, backbones, 30) < values(usual, backbones, 1));
        }
        TrainingSettings both = settings.with("language", folder.resolve("both").toString());
        try (Backbones backbones = Backbones.open(both)) {
            assertEquals(values(both, backbones, 1), values(both, backbones, 30));
        }
    }
}
