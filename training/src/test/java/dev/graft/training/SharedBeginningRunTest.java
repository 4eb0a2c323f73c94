package dev.graft.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.ValueInfo;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import dev.graft.testsupport.Checkout;
import dev.graft.training.progress.MetricsLog;
import dev.graft.training.settings.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs whose prompts all begin with a text before the image. */
class SharedBeginningRunTest {
    private static final String SYSTEM =
            "Look at the shapes of the picture, their colors and their places, before you answer with one word.";

    @TempDir
    Path folder;

    private List<String> messages = List.of();
    private TrainingSettings settings;

    @BeforeEach
    void write() throws IOException {
        TinyRun tiny = TinyRun.in(folder);
        Path source = Checkout.root().resolve("world/src/main/resources/dev/graft/world/backbones/shapes-language");
        for (String file : List.of("config.json", "tokenizer.json", "tokenizer_config.json", "onnx/model.onnx")) {
            Path copy = folder.resolve("shapes").resolve(file);
            Files.createDirectories(copy.getParent());
            Files.copy(source.resolve(file), copy);
        }
        settings = tiny.settings("once")
                .with("language", folder.resolve("shapes").toString())
                .with("prompt.template", SYSTEM + " {image}{question} Answer:")
                .with("optimizer.learning_rate", "0.002")
                .with("steps", "6")
                .with("batch", "4")
                .with("micro_batch", "2")
                .with("validate_every", "3")
                .with("checkpoint_every", "2");
    }

    private boolean run(TrainingSettings run, boolean resume, int steps) {
        ToldRun told = ToldRun.of(run, resume, steps);
        messages = told.messages();
        return told.ended();
    }

    private boolean isReadOnce() {
        return messages.stream().anyMatch(message -> message.contains("which all prompts have, read once"));
    }

    /** An export that reads two texts of 64 tokens and no others reads all of each prompt. */
    @Test
    void theLossesAreTheSame() {
        assertTrue(run(settings, false, Integer.MAX_VALUE));
        assertTrue(isReadOnce(), messages.toString());
        Path onnx = folder.resolve("shapes/onnx");
        OnnxFile.write(ofFixedSizes(OnnxFile.read(onnx.resolve("model.onnx"))), onnx.resolve("model_fixed.onnx"));
        TrainingSettings whole = settings.with("language", folder.resolve("shapes") + ":fixed")
                .with("output", folder.resolve("whole").toString());
        assertTrue(run(whole, false, Integer.MAX_VALUE));
        assertFalse(isReadOnce(), messages.toString());
        List<Double> expected = losses("whole");
        List<Double> found = losses("once");
        assertEquals(expected.size(), found.size());
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.get(i), found.get(i), 1e-5 * expected.get(i), "entry " + i);
        }
        assertTrue(expected.get(expected.size() - 1) < 0.99 * expected.get(0), expected + " do not fall");
    }

    /** Of steps and validations in order. */
    private List<Double> losses(String run) {
        return MetricsLog.read(folder.resolve(run).resolve("metrics.jsonl")).stream()
                .filter(entry -> entry.values().containsKey("loss"))
                .map(entry -> entry.values().get("loss"))
                .toList();
    }

    private static Graph ofFixedSizes(Graph graph) {
        Map<String, Constant> constants = new LinkedHashMap<>(graph.constants());
        Map<String, long[]> shapes = new HashMap<>();
        List<ValueInfo> inputs = new ArrayList<>();
        for (ValueInfo input : graph.inputs()) {
            if (input.name().startsWith("past")) {
                long[] sizes = input.type().shape().sizes();
                Tensor empty = Tensor.allocate(ElementType.FLOAT, 2, sizes[1], 0, sizes[3]);
                constants.put(input.name(), Constant.of(empty));
            } else {
                inputs.add(input);
                shapes.put(input.name(), new long[] {2, 64});
            }
        }
        return graph.withInputs(inputs)
                .withConstants(constants)
                .withInputShapes(shapes)
                .withOutputNames(List.of("logits"))
                .pruned();
    }

    @Test
    void aResumedRunEqualsAnUninterruptedOne() throws IOException {
        assertTrue(run(settings, false, Integer.MAX_VALUE));
        TrainingSettings halted =
                settings.with("output", folder.resolve("halted").toString());
        assertFalse(run(halted, false, 3));
        assertTrue(run(halted, true, Integer.MAX_VALUE));
        assertTrue(isReadOnce(), messages.toString());
        for (String file : List.of("model.safetensors", "checkpoints/last.safetensors", "metrics.jsonl")) {
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("once").resolve(file)),
                    Files.readAllBytes(folder.resolve("halted").resolve(file)),
                    file);
        }
    }
}
