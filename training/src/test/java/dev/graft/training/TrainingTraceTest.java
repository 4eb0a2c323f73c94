package dev.graft.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.block.Activation;
import dev.graft.adapters.block.Initialization;
import dev.graft.adapters.block.LayerNorms;
import dev.graft.adapters.projection.ProjectionAdapter;
import dev.graft.adapters.projection.ProjectionConfig;
import dev.graft.adapters.projection.TokenReduction;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.language.TextBatch;
import dev.graft.backbones.language.TextRow;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.Safetensors;
import dev.graft.testsupport.Checkout;
import dev.graft.testsupport.Closeness;
import dev.graft.testsupport.GoldenFile;
import dev.graft.testsupport.SharedData;
import dev.graft.training.optimizer.AdamW;
import dev.graft.training.optimizer.AdamWConfig;
import dev.graft.training.schedule.LearningRateSchedule;
import dev.graft.training.schedule.WarmupAndDecay;
import dev.graft.training.step.ImageSlots;
import dev.graft.training.step.MicroBatch;
import dev.graft.training.step.TrainedParts;
import dev.graft.training.step.TrainingStep;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole run of 60 steps, step by step the same as in PyTorch. */
class TrainingTraceTest {
    private static final int BATCH = 4;
    private static final String LAST = "multi_modal_projector.linear_2.weight";

    private GoldenFile trace;
    private int patches;
    private int textTokens;
    private int visionWidth;

    @ParameterizedTest
    @ValueSource(ints = {BATCH, 2, 1})
    void followsPyTorch(int microBatch) {
        follow(
                SharedData.path("fixtures/adapters/training-trace"),
                SharedData.path("backbones/stories260k"),
                microBatch);
    }

    /** The run is also that of {@code scripts/reference/training_trace.py}, which ends at the same weights. */
    @ParameterizedTest
    @ValueSource(ints = {BATCH, 2, 1})
    void followsOurOwnRun(int microBatch) {
        Path folder = Checkout.tiny("training-trace");
        Map<String, Tensor> trained = follow(folder, Checkout.tiny("llama"), microBatch);
        GoldenFile expected = GoldenFile.read(folder.resolve("final.safetensors"));
        assertEquals(expected.names(), trained.keySet());
        trained.forEach(
                (name, tensor) -> Closeness.ofLargest(1e-3).check(expected.get(name), tensor.shape(), tensor.floats()));
    }

    private Map<String, Tensor> follow(Path folder, Path language, int microBatch) {
        trace = GoldenFile.read(folder.resolve("trace.safetensors"));
        Map<String, Tensor> initial = Safetensors.read(folder.resolve("initial.safetensors"));
        long[] features = trace.get("features").shape();
        patches = (int) features[2];
        visionWidth = (int) features[3];
        textTokens = (int) trace.get("input_ids").shape()[2];
        int width = (int) initial.get(LAST).dim(0);
        Adapter adapter = new ProjectionAdapter(new ProjectionConfig(
                visionWidth,
                patches,
                width,
                TokenReduction.NONE,
                1,
                1,
                (int) initial.get(LAST).dim(1),
                Activation.GELU,
                true,
                LayerNorms.NONE,
                Initialization.PYTORCH));
        LearningRateSchedule schedule = new WarmupAndDecay(WarmupAndDecay.Kind.COSINE, 2e-3, 2e-4, 10, 60);
        AdamWConfig config = new AdamWConfig(0.9, 0.95, 1e-8, 0.05, 1.0);
        LanguageModel model = LanguageModel.load(language);
        try (TrainingStep step = new TrainingStep(model, TrainedParts.of(adapter), SessionConfig.DEFAULT);
                AdamW optimizer = new AdamW(config, initial, SessionConfig.DEFAULT)) {
            for (int i = 0; i < 60; i++) {
                double rate = schedule.at(i + 1);
                assertEquals(trace.get("learning_rate").get(i), rate, 1e-9, "learning rate of step " + (i + 1));
                double loss = accumulate(model, step, optimizer, i, microBatch);
                double norm = optimizer.step(step.gradients(), rate);
                // Relative: rounding grows along the run, and two attention kernels of PyTorch itself part by 1e-4.
                double tolerance = i < 30 ? 1e-3 : 0.05;
                assertEquals(1, loss / trace.get("loss").get(i), tolerance, "loss of step " + (i + 1));
                if (i == 0) {
                    assertEquals(1, norm / trace.get("grad_norm").get(i), 1e-4, "gradient norm of step 1");
                }
            }
            return optimizer.parameters();
        }
    }

    private double accumulate(LanguageModel model, TrainingStep step, AdamW optimizer, int index, int microBatch) {
        int all = 0;
        for (int row = 0; row < BATCH; row++) {
            all += target(index, row).length;
        }
        step.reset();
        double loss = 0;
        for (int from = 0; from < BATCH; from += microBatch) {
            loss += step.accumulate(
                    batch(model, index, from, microBatch), 1.0 / all, optimizer.parameters(), index, from);
        }
        return loss;
    }

    private MicroBatch batch(LanguageModel model, int index, int from, int rows) {
        List<long[]> prompts = new ArrayList<>();
        List<long[]> targets = new ArrayList<>();
        Tensor places = Tensor.allocate(ElementType.INT64, rows, patches, 2);
        Tensor features = Tensor.allocate(ElementType.FLOAT, rows, patches, visionWidth);
        int row0 = (index * BATCH + from) * patches * visionWidth;
        features.floats().put(trace.get("features").floats(), row0, (int) features.size());
        for (int row = 0; row < rows; row++) {
            long[] text = row("input_ids", index, from + row);
            int start = firstTarget(index, from + row);
            long[] prompt = new long[patches + start];
            System.arraycopy(text, 0, prompt, patches, start);
            prompts.add(prompt);
            targets.add(target(index, from + row));
            for (int patch = 0; patch < patches; patch++) {
                places.longs().put(2 * (row * patches + patch), row);
                places.longs().put(2 * (row * patches + patch) + 1, patch);
            }
        }
        TextBatch.Size size = new TextBatch.Size(rows, patches + textTokens, 0, rows * textTokens);
        ImageSlots slots = new ImageSlots((int) features.dim(0), 0, 0, 0, 0, 0);
        return new MicroBatch(
                model.layout(TextRow.all(prompts, targets), size),
                size,
                slots,
                features,
                new ImageSlots.Placed(places, Optional.empty(), Optional.empty()),
                Optional.empty(),
                List.of());
    }

    private int firstTarget(int index, int row) {
        long[] labels = row("labels", index, row);
        int start = 0;
        while (labels[start] == -100) {
            start++;
        }
        return start;
    }

    private long[] target(int index, int row) {
        return Arrays.stream(row("labels", index, row))
                .filter(label -> label != -100)
                .toArray();
    }

    private long[] row(String name, int index, int row) {
        int from = (index * BATCH + row) * textTokens;
        return Arrays.copyOfRange(trace.get(name).longs(), from, from + textTokens);
    }
}
