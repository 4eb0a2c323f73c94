package dev.graft.training.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.adapters.AdapterSpec;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.language.TextRow;
import dev.graft.graph.Attribute;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.graph.runtime.Device;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import dev.graft.testsupport.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many micro-batches one run computes. */
class InOneRunChoiceTest {
    private static final int VISUAL_TOKENS = 3;
    private static final int WIDTH = 6;

    @TempDir
    private Path folder;

    private static int chosen(LanguageModel model, Device device, long bytes) {
        TrainingSample sample = new TrainingSample(
                "sample",
                List.of(new TrainingSample.Shown(0, 1)),
                TextRow.of(new long[] {3, 0, 0, 0, 4}, new long[] {5, 6}));
        MicroBatch batch = new Batcher(model, new Drawn(VISUAL_TOKENS, WIDTH), VISUAL_TOKENS, 1).batch(List.of(sample));
        TrainedParts parts =
                TrainedParts.of(AdapterSpec.of(Map.of("kind", "linear")).create(WIDTH, VISUAL_TOKENS, model.width()));
        try (TrainingStep step = new TrainingStep(model, parts, SessionConfig.DEFAULT.withDevice(device))) {
            return step.inOneRun(bytes, batch);
        }
    }

    /** On the CPU nothing is gained; on CUDA so many as have a place. */
    @Test
    void areChosenByTheDevice() {
        LanguageModel model = LanguageModel.load(Checkout.tiny("llama"));
        assertEquals(1, chosen(model, Device.CPU, 1));
        assertEquals(256, chosen(model, Device.parse("cuda"), 1 << 20));
        assertEquals(1, chosen(model, Device.parse("cuda"), 1L << 40));
    }

    /** A file of operator set 18, whose matrix in blocks the backward pass reads by an operator of 21, which CUDA does not repeat. */
    @Test
    void areOneWhereTheTrainingGraphIsOfANewerOperatorSet() throws IOException {
        Graph plain = OnnxFile.read(Checkout.tiny("llama").resolve("onnx/model.onnx"));
        Map<String, Constant> constants = new LinkedHashMap<>(plain.constants());
        constants.replaceAll((name, constant) -> Constant.of(constant.tensor())); // not in another's folder
        List<Node> nodes = new ArrayList<>();
        for (Node node : plain.nodes()) {
            Constant matrix =
                    node.opType().equals("MatMul") ? constants.get(node.inputs().get(1)) : null;
            nodes.add(matrix == null ? node : inBlocks(node, matrix.shape(), constants));
        }
        assertNotEquals(plain.nodes(), nodes);
        Map<String, Integer> opsets = new LinkedHashMap<>(plain.opsets());
        opsets.put(Graph.MICROSOFT, 1);
        Graph quantised = new Graph(plain.name(), plain.inputs(), plain.outputs(), constants, nodes, opsets);
        OnnxFile.write(quantised, folder.resolve("model.onnx"));
        Files.copy(Checkout.tiny("llama").resolve("config.json"), folder.resolve("config.json"));
        LanguageModel model = LanguageModel.load(folder);
        assertTrue(model.bodyGraph().opset("") < 21);
        assertEquals(1, chosen(model, Device.parse("cuda"), 1 << 20));
    }

    /** @param shape of the matrix, {@code [width, rows]} */
    private static Node inBlocks(Node node, long[] shape, Map<String, Constant> constants) {
        long blocks = (shape[0] + 15) / 16;
        String name = node.outputs().get(0);
        constants.put(name + "/codes", Constant.of(Tensor.allocate(ElementType.UINT8, shape[1], blocks, 8)));
        constants.put(name + "/scales", Constant.of(Tensor.allocate(ElementType.FLOAT, shape[1] * blocks)));
        Map<String, Attribute> attributes = Map.of(
                "K", Attribute.of(shape[0]),
                "N", Attribute.of(shape[1]),
                "bits", Attribute.of(4),
                "block_size", Attribute.of(16));
        List<String> inputs = List.of(node.inputs().get(0), name + "/codes", name + "/scales");
        return new Node("MatMulNBits", Graph.MICROSOFT, node.name(), inputs, node.outputs(), attributes);
    }
}
