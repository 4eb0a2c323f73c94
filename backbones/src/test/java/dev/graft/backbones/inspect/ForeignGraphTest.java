package dev.graft.backbones.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.graph.Attribute;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.ValueInfo;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Shape;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Graphs that no exporter writes: what the runtime, or the arithmetic on shapes, refuses is said of the file. */
class ForeignGraphTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void configuration() throws IOException {
        file = folder.resolve("model.onnx");
        Files.writeString(
                folder.resolve("config.json"),
                "{\"model_type\": \"vit\", \"image_size\": 4, \"patch_size\": 2, \"hidden_size\": 3, \"num_channels\": 3}");
    }

    @Test
    void anUnknownOperator() {
        write(17, 4, node("Identity", "pixel_values", "r"), node("FooBar", "r", "last_hidden_state"));
        assertRefused("No Op registered for FooBar", "export it with standard operators");
    }

    @Test
    void nodesInACircle() {
        write(
                17,
                4,
                node("Add", List.of("pixel_values", "b"), "a"),
                node("Identity", "a", "b"),
                node("Identity", "b", "last_hidden_state"));
        assertRefused("in a circle", "node '' (", "export it again");
    }

    @Test
    void twoValuesOfOneName() {
        write(
                17,
                4,
                node("Identity", "pixel_values", "r"),
                node("Neg", "pixel_values", "r"),
                node("Identity", "r", "last_hidden_state"));
        assertRefused("Duplicate definition of name (r)", "have one name");
    }

    @Test
    void anOperatorSetOfTheFuture() {
        write(9999, 4, node("Identity", "pixel_values", "last_hidden_state"));
        assertRefused("9999", "export it with opset 18");
    }

    @Test
    void sizesThatOverflow() {
        write(17, 1L << 62, node("Identity", "pixel_values", "last_hidden_state"));
        assertRefused("expected sizes whose product fits into 64 bits");
    }

    @Test
    void aPictureMadeLargerThanAnyMemory() {
        Node resize = new Node(
                "Resize", "", "", List.of("pixel_values", "", "scales"), List.of("last_hidden_state"), Map.of());
        write(17, 4, resize);
        assertRefused("expected sizes whose product fits into 64 bits");
    }

    /** A chain of so many nodes is a matter of a minute, nearly all of which the runtime takes to open it. */
    @Test
    @Timeout(600)
    void aHundredThousandNodes() {
        List<Node> nodes = new ArrayList<>();
        String last = "pixel_values";
        for (int i = 0; i < 100_000; i++) {
            nodes.add(node("Relu", last, "v" + i));
            last = "v" + i;
        }
        nodes.add(new Node("Reshape", "", "", List.of(last, "shape"), List.of("last_hidden_state"), Map.of()));
        write(17, 4, nodes.toArray(new Node[0]));
        try (VisionEncoder encoder = VisionEncoder.open(folder, VisionFeatures.LAST, SessionConfig.DEFAULT)) {
            assertEquals(
                    3,
                    encoder.encode(Tensor.allocate(ElementType.FLOAT, 1, 3, 4, 4))
                            .dim(2));
        }
    }

    private void assertRefused(String... parts) {
        String message = assertThrows(
                        ModelFileException.class,
                        () -> BackboneDescription.of(BackbonePlace.of(folder), SessionConfig.DEFAULT))
                .getMessage();
        assertTrue(message.startsWith("[" + file + "] "), message);
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
        assertTrue(!message.contains("onnxruntime_src"), message);
    }

    private void write(int opset, long side, Node... nodes) {
        ValueInfo input =
                new ValueInfo("pixel_values", new TensorType(ElementType.FLOAT, Shape.of("batch", 3, side, side)));
        ValueInfo output = new ValueInfo("last_hidden_state", null);
        Map<String, Constant> constants = Map.of(
                "shape", new Constant.Literal(Tensor.of(new long[] {-1, 16, 3}, 3)),
                "scales", new Constant.Literal(Tensor.of(new float[] {1, 1, 1e9f, 1e9f}, 4)));
        OnnxFile.write(
                new Graph("g", List.of(input), List.of(output), constants, List.of(nodes), Map.of("", opset)), file);
    }

    private static Node node(String operator, String input, String output) {
        return node(operator, List.of(input), output);
    }

    private static Node node(String operator, List<String> inputs, String output) {
        return new Node(operator, "", "", inputs, List.of(output), Map.<String, Attribute>of());
    }
}
