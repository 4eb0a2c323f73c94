package dev.graft.tensors.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorSource;
import dev.graft.tensors.TensorType;
import dev.graft.tensors.safetensors.Safetensors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightFilesTest {
    @TempDir
    Path folder;

    private void safetensors(String name, String tensor, float value) {
        Safetensors.write(folder.resolve(name), Map.of(tensor, Tensor.of(new float[] {value}, 1)), Map.of());
    }

    private Path pytorch(String name) throws IOException {
        try (InputStream resource = getClass().getResourceAsStream("/dev/graft/tensors/pytorch/checkpoint.pt")) {
            return Files.write(folder.resolve(name), resource.readAllBytes());
        }
    }

    private Path index(String json) throws IOException {
        return Files.writeString(folder.resolve("model.safetensors.index.json"), json.replace('\'', '"'));
    }

    @Test
    void anIndexJoinsFiles() throws IOException {
        safetensors("model-00001-of-00003.safetensors", "a", 1);
        safetensors("model-00002-of-00003.safetensors", "b", 2);
        pytorch("rest.bin");
        Path index = index("{'metadata':{'total_size':8},'weight_map':{'b':'model-00002-of-00003.safetensors',"
                + "'a':'model-00001-of-00003.safetensors','model.llama_proj.bias':'rest.bin','c':'missing.bin'}}");
        for (Path path : List.of(index, folder)) {
            TensorSource weights = WeightFiles.open(path);
            assertEquals(List.of("b", "a", "model.llama_proj.bias", "c"), List.copyOf(weights.names()));
            assertArrayEquals(new float[] {2}, weights.tensor("b").toFloatArray());
            assertArrayEquals(new float[] {1}, weights.tensor("a").toFloatArray());
            assertEquals(TensorType.of(ElementType.FLOAT, 2), weights.type("model.llama_proj.bias"));
            assertMessage("missing.bin] no such file; ", () -> weights.tensor("c"));
            List<String> files = List.of(
                    "model.safetensors.index.json",
                    "model-00001-of-00003.safetensors",
                    "model-00002-of-00003.safetensors",
                    "rest.bin");
            assertEquals(files.stream().map(folder::resolve).toList(), weights.files());
            assertMessage("has no tensor 'd'", () -> weights.type("d"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                    | is no index of weights: expected an object 'weight_map'",
                "{'weight_map':{'a':'../other'}}       | should be in a file of weights beside the index",
                "{'weight_map':{'a':'/etc/passwd'}}    | should be in a file of weights beside the index",
                "{'weight_map':{'a':'model.safetensors.index.json'}} | should be in a file of weights beside the index",
                "{'weight_map':{'a':1}}                | should be in a file of weights beside the index, found 1",
                "{'weight_map':{'a':'x','a':'y'}}      | is there twice",
                "[                                     | is not valid JSON: it ends too early",
                "                                      | expected JSON, found an empty file",
            })
    void brokenIndices(String json, String message) throws IOException {
        Path index = index(json == null ? "" : json);
        assertMessage(message, () -> WeightFiles.open(index));
    }

    @Test
    void anIndexOfItsOwnFolder() throws IOException {
        TensorSource weights = WeightFiles.open(index("{'weight_map':{'a':'.'}}"));
        assertMessage("no such file", () -> weights.tensor("a"));
    }

    @Test
    void theContentTellsTheFormat() throws IOException {
        assertEquals(8, WeightFiles.open(pytorch("adapter.weights")).names().size());
        safetensors("a.weights", "a", 1);
        assertEquals(1, WeightFiles.open(folder.resolve("a.weights")).names().size());
        Path pointer = Files.writeString(folder.resolve("pointer.bin"), "version https://git-lfs.github.com/spec/v1");
        assertMessage("is not a file of PyTorch", () -> WeightFiles.open(pointer));
        assertMessage("holds no weights: expected one of", () -> WeightFiles.open(folder));
    }

    private static void assertMessage(String message, Runnable action) {
        String found = assertThrows(ModelFileException.class, action::run).getMessage();
        assertTrue(found.contains(message), found);
    }
}
