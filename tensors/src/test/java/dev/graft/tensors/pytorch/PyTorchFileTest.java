package dev.graft.tensors.pytorch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.TensorType;
import dev.graft.tensors.safetensors.Safetensors;
import dev.graft.tensors.safetensors.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PyTorchFileTest {
    @TempDir
    Path folder;

    /** Files of PyTorch 2.13; what it reads from them, made contiguous, is in the safetensors file. */
    @ParameterizedTest
    @CsvSource({
        "checkpoint, checkpoint",
        "protocol3, checkpoint",
        "protocol4, checkpoint",
        "protocol5, checkpoint",
        "types, types",
        "views, views",
        "big, big",
        "unchecked, unchecked"
    })
    void tensorsAreThoseThatPyTorchReads(String name, String expectation) throws IOException {
        PyTorchFile file = PyTorchFile.open(Resources.copy(name + ".pt", folder));
        SafetensorsFile expected = Safetensors.open(Resources.copy(expectation + ".safetensors", folder));
        assertEquals(Set.copyOf(expected.names()), Set.copyOf(file.names()));
        for (String tensor : expected.names()) {
            assertEquals(expected.type(tensor), file.type(tensor), tensor);
            assertArrayEquals(
                    expected.tensor(tensor).shape(), file.tensor(tensor).shape(), tensor);
            assertEquals(expected.tensor(tensor).bytes(), file.tensor(tensor).bytes(), tensor);
        }
    }

    @Test
    void namesAreInTheOrderOfTheFile() throws IOException {
        PyTorchFile file = PyTorchFile.open(Resources.copy("checkpoint.pt", folder));
        assertEquals(
                List.of("model.llama_proj.weight", "model.llama_proj.bias", "optimizer.state.0.step"),
                List.copyOf(file.names()).subList(0, 3));
        assertEquals(TensorType.of(ElementType.FLOAT, 2, 3), file.type("model.llama_proj.weight"));
    }

    @Test
    void aTensorThatIsNotThereIsSuggested() throws IOException {
        PyTorchFile file = PyTorchFile.open(Resources.copy("checkpoint.pt", folder));
        ModelFileException error =
                assertThrows(ModelFileException.class, () -> file.tensor("model.llama_proj.weights"));
        assertTrue(error.getMessage().endsWith("did you mean 'model.llama_proj.weight'?"), error.getMessage());
    }

    /** A view that repeats its storage may be of any size; it is only read when asked for, and then refused. */
    @Test
    void anExpandedViewIsRefused() throws IOException {
        Path path = Resources.copy("expanded.pt", folder);
        PyTorchFile file = PyTorchFile.open(path);
        assertEquals(TensorType.of(ElementType.FLOAT, 1000, 3), file.type("expanded"));
        assertEquals(
                "[" + path + "] tensor 'expanded': of shape [1000, 3] repeats 3 elements of its storage; save it"
                        + " contiguous",
                assertThrows(ModelFileException.class, () -> file.tensor("expanded"))
                        .getMessage());
    }

    @Test
    void theFormatBeforePyTorch16IsRefusedWithARemedy() throws IOException {
        Path file = Resources.copy("before16.pt", folder);
        assertTrue(PyTorchFile.isOne(file));
        String message = assertThrows(ModelFileException.class, () -> PyTorchFile.open(file))
                .getMessage();
        assertTrue(message.contains("was written by a PyTorch before 1.6"), message);
        assertTrue(message.contains("torch.save(torch.load(old"), message);
    }

    @Test
    void anObjectIsRefusedByItsName() throws IOException {
        Path file = Resources.copy("object.pt", folder);
        String message = assertThrows(ModelFileException.class, () -> PyTorchFile.open(file))
                .getMessage();
        assertTrue(message.matches("(?s).*byte \\d+ of its data.pkl: refers to 'zipfile.ZipInfo', which.*"), message);
    }

    @Test
    void damagedDataIsNoticed() throws IOException {
        Path path = Resources.copy("checkpoint.pt", folder);
        PyTorchFile whole = PyTorchFile.open(path);
        byte[] weight = new byte[24];
        whole.tensor("model.llama_proj.weight").bytes().get(weight);
        byte[] bytes = Files.readAllBytes(path);
        int at = indexOf(bytes, weight);
        bytes[at + 5] ^= 1;
        Files.write(path, bytes);
        PyTorchFile damaged = PyTorchFile.open(path);
        String message = assertThrows(ModelFileException.class, () -> damaged.tensor("model.llama_proj.weight"))
                .getMessage();
        assertTrue(message.contains("checkpoint/data/0 should have the CRC-32"), message);
        damaged.tensor("model.llama_proj.bias");
    }

    @Test
    void whatIsNoFileOfPyTorch() throws IOException {
        Path pointer = Files.writeString(folder.resolve("pointer.bin"), "version https://git-lfs.github.com/spec/v1");
        assertEquals(
                "[" + pointer + "] is not a file of PyTorch: expected a zip file, found one that begins 'version ht';"
                        + " the file may be cut off. It is a pointer of Git LFS, not the file itself; fetch the file"
                        + " with 'git lfs pull'",
                assertThrows(ModelFileException.class, () -> PyTorchFile.open(pointer))
                        .getMessage());
        Path missing = folder.resolve("missing.bin");
        assertEquals(
                "[" + missing + "] no such file",
                assertThrows(ModelFileException.class, () -> PyTorchFile.open(missing))
                        .getMessage());
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; i + part.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new AssertionError("not found");
    }
}
