package dev.graft.graph.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Node;
import dev.graft.graph.Value;
import dev.graft.graph.runtime.Session;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxFileTest {
    @TempDir
    private Path folder;

    /** As exporters leave them that write each tensor to a file of its own. */
    @Test
    void filesOfFewBytesBelongToTheModelToo() throws IOException {
        Path bias = Files.write(folder.resolve("bias"), new byte[8]);
        Path kernel = Files.write(folder.resolve("kernel"), new byte[4096]);
        GraphBuilder g = new GraphBuilder("small");
        Value x = g.input("x", ElementType.FLOAT, 1, 512);
        Value weights = g.constant("w", new Constant.Stored(ElementType.FLOAT, new long[] {512, 2}, kernel, 0));
        Value shift = g.constant("b", new Constant.Stored(ElementType.FLOAT, new long[] {2}, bias, 0));
        g.output("y", x.matMul(weights).add(shift));
        Path model = folder.resolve("model.onnx");
        OnnxFile.write(g.build(), model);
        assertEquals(List.of(model, bias, kernel), OnnxFile.filesOf(model));
    }

    /** Converters to half precision append their casts behind all other nodes. */
    @Test
    void nodesAreBroughtIntoOrder() {
        Graph graph = chain();
        List<Node> reversed = new ArrayList<>(graph.nodes());
        Collections.reverse(reversed);
        Path model = folder.resolve("model.onnx");
        OnnxFile.write(graph.withNodes(reversed), model);
        Graph read = OnnxFile.read(model);
        assertEquals(graph.nodes(), read.nodes());
        assertEquals(read, read.pruned());
        Map<String, Tensor> feeds = Map.of("x", Tensor.of(new float[] {-1, 2}, 2));
        try (Session expected = Session.open(graph);
                Session found = Session.open(read)) {
            assertArrayEquals(
                    expected.run(feeds).get("y").toFloatArray(),
                    found.run(feeds).get("y").toFloatArray());
        }
    }

    @Test
    void aNodeThatDependsOnItselfIsAnErrorOfTheFile() {
        Graph graph = chain();
        List<Node> nodes = new ArrayList<>(graph.nodes());
        String last = nodes.get(nodes.size() - 1).outputs().get(0);
        nodes.set(0, nodes.get(0).withInputs(List.of(last, last)));
        Path model = folder.resolve("model.onnx");
        OnnxFile.write(graph.withNodes(nodes), model);
        String message = assertThrows(ModelFileException.class, () -> OnnxFile.read(model))
                .getMessage();
        assertTrue(message.contains("in a circle"), message);
    }

    private static Graph chain() {
        GraphBuilder g = new GraphBuilder("chain");
        Value x = g.input("x", ElementType.FLOAT, 2);
        g.output("y", x.add(x).exp().multiply(x).subtract(x));
        return g.build();
    }

    @Test
    void newerVersionsOfTheFormatAreRefusedByTheirNumber() throws IOException {
        Path model = folder.resolve("model.onnx");
        byte[] bytes = OnnxFile.encode(chain(), folder);
        assertEquals(8, bytes[0]); // the tag of ir_version
        bytes[1] = 13;
        Files.write(model, bytes);
        assertEquals(chain(), OnnxFile.read(model));
        bytes[1] = 14;
        Files.write(model, bytes);
        String message = assertThrows(ModelFileException.class, () -> OnnxFile.read(model))
                .getMessage();
        assertTrue(message.contains("version 14 of the ONNX format") && message.contains("up to 13"), message);
    }

    @Test
    void newerOperatorSetsAreRefusedByTheirNumber() {
        Path model = folder.resolve("model.onnx");
        Graph graph = chain();
        OnnxFile.write(withOpset(graph, 26), model);
        assertEquals(withOpset(graph, 26), OnnxFile.read(model));
        OnnxFile.write(withOpset(graph, 27), model);
        String message = assertThrows(ModelFileException.class, () -> OnnxFile.read(model))
                .getMessage();
        assertTrue(message.contains("operator set 27") && message.contains("up to 26"), message);
    }

    private static Graph withOpset(Graph graph, int opset) {
        return new Graph(
                graph.name(), graph.inputs(), graph.outputs(), graph.constants(), graph.nodes(), Map.of("", opset));
    }
}
