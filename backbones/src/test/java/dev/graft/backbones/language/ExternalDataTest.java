package dev.graft.backbones.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.inspect.BackboneFiles;
import dev.graft.backbones.inspect.LanguageVerification;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import dev.graft.testsupport.Checkout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model whose weights lie in three files beside it, as those of more than 2 GB do, is the same model. */
class ExternalDataTest {
    private static final List<String> PARTS =
            List.of("model_q4.onnx_data", "model_q4.onnx_data_1", "model_q4.onnx_data_2");
    private static final Path LLAMA = Checkout.tiny("llama");

    @TempDir
    private Path folder;

    @BeforeEach
    void spread() throws IOException {
        Path onnx = Files.createDirectories(folder.resolve("onnx"));
        Graph graph = OnnxFile.read(LLAMA.resolve("onnx/model.onnx"));
        Map<String, Constant> constants = new LinkedHashMap<>();
        int next = 0;
        for (Map.Entry<String, Constant> constant : graph.constants().entrySet()) {
            boolean weight = constant.getValue().byteSize() >= 64;
            constants.put(
                    constant.getKey(),
                    weight
                            ? stored(constant.getValue(), onnx.resolve(PARTS.get(next++ % PARTS.size())))
                            : constant.getValue());
        }
        OnnxFile.write(graph.withConstants(constants), onnx.resolve("model_q4.onnx"));
        for (String file : List.of("config.json", "generation_config.json")) {
            Files.copy(LLAMA.resolve(file), folder.resolve(file));
        }
    }

    private static Constant stored(Constant constant, Path file) throws IOException {
        Tensor tensor = constant.tensor();
        try (FileChannel out = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            long offset = out.size();
            ByteBuffer bytes = tensor.bytes();
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            return new Constant.Stored(tensor.type(), tensor.shape(), file, offset);
        }
    }

    @Test
    void itComputesAndHasTheGradientOfPyTorch() {
        LanguageModel model = LanguageModel.load(BackbonePlace.of(folder).withVariant("q4"));
        LanguageVerification found =
                LanguageVerification.against(model, LLAMA.resolve("golden.safetensors"), SessionConfig.DEFAULT);
        assertEquals(0, found.gradientRelError(), 1e-4);
        assertEquals(0, found.lossRelError(), 1e-5);
        assertTrue(found.greedy().orElseThrow().equal());
    }

    @Test
    void eachPartBelongsToIt() throws IOException {
        BackboneFiles files = BackboneFiles.of(BackbonePlace.of(folder));
        assertEquals(
                List.of("model_q4.onnx", "model_q4.onnx_data", "model_q4.onnx_data_1", "model_q4.onnx_data_2"),
                files.files().stream()
                        .map(file -> file.getFileName().toString())
                        .toList());
        String hash = files.sha256();
        for (String part : PARTS) {
            Path file = folder.resolve("onnx").resolve(part);
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length - 1] ^= 1;
            Files.write(file, bytes);
            String changed = BackboneFiles.of(BackbonePlace.of(folder)).sha256();
            assertNotEquals(hash, changed, part);
            hash = changed;
        }
        Files.delete(folder.resolve("onnx").resolve(PARTS.get(1)));
        String message = assertThrows(ModelFileException.class, () -> LanguageModel.load(folder))
                .getMessage();
        assertTrue(message.contains("'model_q4.onnx_data_1'") && message.contains("download it too"), message);
    }
}
