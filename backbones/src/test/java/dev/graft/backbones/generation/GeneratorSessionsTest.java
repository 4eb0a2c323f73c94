package dev.graft.backbones.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.graph.runtime.RuntimeFailure;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.graph.runtime.SessionLog;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Graphs cost no session; what a generator opens it closes, also where it does not come about. */
class GeneratorSessionsTest {
    @TempDir
    private Path folder;

    private LanguageModel write(String operator) throws IOException {
        GraphBuilder g = new GraphBuilder("decoder");
        Value ids = g.input(LanguageModel.IDS, ElementType.INT64, "batch", "tokens");
        Value hidden =
                g.constant(Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2)).gather(ids, 0);
        Value head = g.constant(Tensor.of(new float[] {1, 0, 0, 1, 1, 1}, 2, 3));
        g.output(LanguageModel.LOGITS, g.op(operator, Map.of(), hidden).matMul(head));
        OnnxFile.write(g.build(), folder.resolve("model.onnx"));
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"test\", \"vocab_size\": 3}");
        return LanguageModel.load(folder);
    }

    @Test
    void onlyTheGeneratorHoldsSessions() throws IOException {
        try (SessionLog log = SessionLog.start()) {
            LanguageModel model = write("Relu");
            assertEquals(2, model.width());
            assertEquals(List.of(), log.opened());
            try (Generator generator = Generator.open(model, SessionConfig.DEFAULT)) {
                assertEquals(List.of("decoder", "embedding"), log.open());
                generator.embed(new long[] {1});
            }
            assertEquals(List.of(), log.open());
        }
    }

    @Test
    void nothingStaysOpenWhereTheRuntimeRefusesTheDecoder() throws IOException {
        LanguageModel model = write("NoSuchOperator");
        try (SessionLog log = SessionLog.start()) {
            assertThrows(RuntimeFailure.class, () -> Generator.open(model, SessionConfig.DEFAULT));
            assertEquals(List.of("embedding"), log.opened());
            assertEquals(List.of(), log.open());
        }
    }
}
