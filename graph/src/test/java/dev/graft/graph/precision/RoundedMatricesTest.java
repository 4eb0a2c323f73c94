package dev.graft.graph.precision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.files.FileTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoundedMatricesTest {
    @TempDir
    private Path folder;

    private final TwoLayers layers = TwoLayers.random(11);
    private Path cache;
    private Graph graph;
    private Map<String, float[]> expected;

    @BeforeEach
    void stored() throws IOException {
        cache = folder.resolve("cache");
        Constant first = write("first.bin", layers.first());
        Constant second = write("second.bin", layers.second());
        graph = layers.graph(first, second);
        expected = layers.run(Precision.INT8, cache); // of matrices in memory
    }

    private Constant write(String name, Tensor matrix) throws IOException {
        ByteBuffer bytes = matrix.bytes();
        byte[] content = new byte[8 + bytes.remaining()];
        bytes.get(content, 8, bytes.remaining());
        Path file = Files.write(folder.resolve(name), content);
        return new Constant.Stored(matrix.type(), matrix.shape(), file, 8);
    }

    private Map<String, float[]> run(Path where) {
        return layers.run(
                graph, SessionConfig.DEFAULT.withPrecision(Precision.INT8).withCache(where));
    }

    private void assertRuns(Path where) {
        Map<String, float[]> found = run(where);
        assertArrayEquals(expected.get("y"), found.get("y"));
        assertArrayEquals(expected.get("dx"), found.get("dx"));
    }

    private List<Path> kept() throws IOException {
        try (Stream<Path> files = Files.walk(cache)) {
            return files.filter(file -> file.getFileName().toString().contains("-by-"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void matricesOfAFileAreRoundedOnceAndKept() throws IOException {
        assertRuns(cache);
        List<Path> files = kept();
        assertEquals(4, files.size(), "two matrices, each in both directions: " + files);
        List<Object> times = times(files);
        assertRuns(cache);
        assertEquals(times, times(kept()));
    }

    private static List<Object> times(List<Path> files) throws IOException {
        List<Object> times = new ArrayList<>();
        for (Path file : files) {
            times.add(Files.getLastModifiedTime(file));
        }
        return times;
    }

    @Test
    void whatIsDeletedIsMadeAnew() throws IOException {
        assertRuns(cache);
        Files.delete(kept().get(0));
        assertRuns(cache);
        FileTree.delete(cache);
        assertRuns(cache);
        assertEquals(4, kept().size());
    }

    /** In a place that this process has not read yet, as after a start. */
    @Test
    void whatIsDamagedOrCutShortIsMadeAnew() throws IOException {
        run(cache);
        cache = Files.move(cache, folder.resolve("moved"));
        byte[] damaged = Files.readAllBytes(kept().get(0));
        damaged[77] ^= 1;
        Files.write(kept().get(0), damaged);
        byte[] whole = Files.readAllBytes(kept().get(1));
        Files.write(kept().get(1), Arrays.copyOf(whole, whole.length - 1));
        assertRuns(cache);
        damaged[77] ^= 1;
        assertArrayEquals(damaged, Files.readAllBytes(kept().get(0)));
        assertArrayEquals(whole, Files.readAllBytes(kept().get(1)));
    }

    @Test
    void aFileThatChangedIsRoundedAnew() throws IOException {
        run(cache);
        layers.second().floats().put(3, 9);
        write("second.bin", layers.second());
        assertNotEquals(expected.get("y")[0], run(cache).get("y")[0]);
        assertEquals(6, kept().size());
    }

    @Test
    void weightsThatAreGoneAreNamed() throws IOException {
        Files.delete(folder.resolve("second.bin"));
        String message =
                assertThrows(ModelFileException.class, () -> run(cache)).getMessage();
        assertTrue(message.contains(folder.resolve("second.bin").toString()), message);
    }
}
