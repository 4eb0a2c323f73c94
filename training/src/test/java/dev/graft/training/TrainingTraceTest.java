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
import dev.graft.testsupport.SharedData;
import dev.graft.training.optimizer.AdamW;
import dev.graft.training.optimizer.AdamWConfig;
import dev.graft.training.optimizer.LearningRateSchedule;
import dev.graft.training.step.MicroBatch;
import dev.graft.training.step.TrainingStep;
import java.nio.DoubleBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole run of 60 steps, step by step the same as in PyTorch. */
class TrainingTraceTest {
    private static final int BATCH = 4;
    private static final int PATCHES = 6;
    private static final int TEXT = 12;

    private Map<String, Tensor> trace;

    @ParameterizedTest
    @ValueSource(ints = {BATCH, 2, 1})
    void followsPyTorch(int microBatch) {
        Path folder = SharedData.path("fixtures/adapters/training-trace");
        trace = Safetensors.read(folder.resolve("trace.safetensors"));
        Map<String, Tensor> initial = Safetensors.read(folder.resolve("initial.safetensors"));
        Adapter adapter = new ProjectionAdapter(new ProjectionConfig(
                48,
                PATCHES,
                64,
                TokenReduction.NONE,
                1,
                1,
                64,
                Activation.GELU,
                true,
                LayerNorms.NONE,
                Initialization.PYTORCH));
        LearningRateSchedule schedule = new LearningRateSchedule(LearningRateSchedule.Kind.COSINE, 2e-3, 2e-4, 10, 60);
        AdamWConfig config = new AdamWConfig(0.9, 0.95, 1e-8, 0.05, 1.0);
        try (LanguageModel model = LanguageModel.open(SharedData.path("backbones/stories260k"), SessionConfig.DEFAULT);
                TrainingStep step = new TrainingStep(model, adapter, SessionConfig.DEFAULT);
                AdamW optimizer = new AdamW(config, initial, SessionConfig.DEFAULT)) {
            for (int i = 0; i < 60; i++) {
                double rate = schedule.at(i + 1);
                assertEquals(number("learning_rate", i), rate, 1e-9, "learning rate of step " + (i + 1));
                double loss = accumulate(model, step, optimizer, i, microBatch);
                double norm = optimizer.step(step.gradients(), rate);
                // Relative: rounding grows along the run, and two attention kernels of PyTorch itself part by 1e-4.
                double tolerance = i < 30 ? 1e-3 : 0.05;
                assertEquals(1, loss / number("loss", i), tolerance, "loss of step " + (i + 1));
                if (i == 0) {
                    assertEquals(1, norm / number("grad_norm", i), 1e-4, "gradient norm of step 1");
                }
            }
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
        Tensor places = Tensor.allocate(ElementType.INT64, rows, PATCHES, 2);
        Tensor features = Tensor.allocate(ElementType.FLOAT, rows, PATCHES, 48);
        int size = rows * PATCHES * 48;
        features.floats().put(trace.get("features").floats().slice((index * BATCH + from) * PATCHES * 48, size));
        for (int row = 0; row < rows; row++) {
            long[] text = row("input_ids", index, from + row);
            int start = firstTarget(index, from + row);
            long[] prompt = new long[PATCHES + start];
            System.arraycopy(text, 0, prompt, PATCHES, start);
            prompts.add(prompt);
            targets.add(target(index, from + row));
            for (int patch = 0; patch < PATCHES; patch++) {
                places.longs().put(2 * (row * PATCHES + patch), row);
                places.longs().put(2 * (row * PATCHES + patch) + 1, patch);
            }
        }
        TextBatch.Size size2 = new TextBatch.Size(rows, PATCHES + TEXT, 0, rows * TEXT);
        return new MicroBatch(model.layout(TextRow.all(prompts, targets), size2), size2, features, places, List.of());
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
        long[] values = new long[TEXT];
        trace.get(name).longs().slice((index * BATCH + row) * TEXT, TEXT).get(values);
        return values;
    }

    private double number(String name, int index) {
        DoubleBuffer values = trace.get(name).bytes().asDoubleBuffer();
        return values.get(index);
    }
}
