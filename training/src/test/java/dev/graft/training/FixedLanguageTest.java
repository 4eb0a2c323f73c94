package dev.graft.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.graph.Graph;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.models.folder.ModelFolder;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.Safetensors;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.settings.TrainingSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A language model whose file reads two texts of 24 tokens and no others is trained through as the free one is. */
class FixedLanguageTest {
    @TempDir
    private Path folder;

    @Test
    void theAdapterIsTheSame() throws IOException {
        TinyRun parts = TinyRun.in(folder);
        TrainingSettings free = parts.settings("free").with("steps", "6").with("micro_batch", "2");
        Map<String, Tensor> expected = train(free);
        Path model = parts.language.resolve("onnx/model.onnx");
        Graph graph = OnnxFile.read(model);
        Path fixed = parts.language.resolve("onnx/model_fixed.onnx");
        OnnxFile.write(graph.withInputShapes(Map.of("input_ids", new long[] {2, 24})), fixed);
        TrainingSettings two = free.with("language", parts.language + ":fixed");
        Map<String, Tensor> found =
                train(two.with("output", folder.resolve("fixed").toString()));
        assertEquals(expected.keySet(), found.keySet());
        expected.forEach((name, tensor) ->
                assertArrayEquals(tensor.toFloatArray(), found.get(name).toFloatArray(), 1e-4f, name));
        TrainingSettings whole =
                two.with("micro_batch", "0").with("output", folder.resolve("no").toString());
        String message =
                assertThrows(InvalidInputException.class, () -> train(whole)).getMessage();
        assertTrue(message.contains("batches of 2 texts") && message.contains("micro_batch=2"), message);
    }

    private static Map<String, Tensor> train(TrainingSettings settings) {
        assertTrue(new Trainer(settings, new TrainingListener() {}).run(false, () -> false));
        return Safetensors.read(settings.paths().output().resolve(ModelFolder.WEIGHTS));
    }
}
