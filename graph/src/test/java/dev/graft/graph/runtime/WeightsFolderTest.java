package dev.graft.graph.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights of one graph in several folders. */
class WeightsFolderTest {
    @TempDir
    private Path folder;

    private static Graph sum(Path... files) {
        GraphBuilder g = new GraphBuilder("sum");
        Value sum = g.input("x", ElementType.FLOAT, 2);
        for (Path file : files) {
            sum = sum.add(g.constant(
                    file.toUri().toString(), new Constant.Stored(ElementType.FLOAT, new long[] {2}, file, 0)));
        }
        g.output("y", sum);
        return g.build();
    }

    private static Path write(Path file, float first, float second) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putFloat(first).putFloat(second);
        return Files.write(file, bytes.array());
    }

    @Test
    void weightsBelowOneFolderAreFound() throws IOException {
        Path first = write(folder.resolve("first"), 1, 2);
        Path second = write(Files.createDirectories(folder.resolve("a/b")).resolve("second"), 10, 20);
        Path third = write(Files.createDirectories(folder.resolve("c")).resolve("third"), 100, 200);
        try (Session session = Session.open(sum(second, third, first))) {
            Tensor x = Tensor.of(new float[] {1000, 2000}, 2);
            assertArrayEquals(
                    new float[] {1111, 2222},
                    session.run(Map.of("x", x)).get("y").toFloatArray());
        }
    }

    /** As on two drives of Windows; here the second is in a ZIP archive. */
    @Test
    void weightsOfTwoFileSystemsAreRefused() throws IOException {
        Path here = write(folder.resolve("here"), 1, 2);
        try (FileSystem other = FileSystems.newFileSystem(folder.resolve("other.zip"), Map.of("create", "true"))) {
            Path there = write(other.getPath("/there"), 1, 2);
            String message = assertThrows(InvalidInputException.class, () -> Session.open(sum(here, there)))
                    .getMessage();
            assertTrue(message.startsWith("weights lie in " + folder + " and in /,"), message);
        }
    }
}
