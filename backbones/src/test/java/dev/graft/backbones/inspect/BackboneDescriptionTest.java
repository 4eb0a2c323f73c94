package dev.graft.backbones.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Node;
import dev.graft.graph.Value;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.files.FileHash;
import dev.graft.testsupport.Checkout;
import dev.graft.testsupport.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackboneDescriptionTest {
    private static final int VOCABULARY = 12;
    private static final int WIDTH = 32;

    @TempDir
    private Path folder;

    private static BackboneDescription describe(Path folder) {
        return BackboneDescription.of(BackbonePlace.of(folder), SessionConfig.DEFAULT);
    }

    /** A language model with one layer, an operator of the given domain. */
    private Path write(String operator, String domain, Map<String, ?> attributes, Tensor... weights)
            throws IOException {
        GraphBuilder g = new GraphBuilder("language");
        Value ids = g.input(LanguageModel.IDS, ElementType.INT64, "batch", "tokens");
        g.input("attention_mask", ElementType.INT64, "batch", "tokens");
        Value[] arguments = new Value[1 + weights.length];
        arguments[0] = g.constant(Tensor.allocate(ElementType.FLOAT, VOCABULARY, WIDTH))
                .gather(ids, 0);
        for (int i = 0; i < weights.length; i++) {
            arguments[1 + i] = g.constant(weights[i]);
        }
        Value hidden = g.scope("layer").op(operator, domain, attributes, ElementType.FLOAT, arguments);
        Tensor head = Tensor.allocate(ElementType.FLOAT, WIDTH, VOCABULARY);
        g.scope("").output(LanguageModel.LOGITS, hidden.matMul(g.constant(head)));
        Graph graph = g.build();
        if (!domain.isEmpty()) {
            graph = new Graph(
                    graph.name(),
                    graph.inputs(),
                    graph.outputs(),
                    graph.constants(),
                    graph.nodes(),
                    Map.of("", 18, domain, 1));
        }
        OnnxFile.write(graph, folder.resolve("model.onnx"));
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"test\", \"vocab_size\": 12}");
        return folder;
    }

    @Test
    void operatorWithoutRuleIsTheObstacle() throws IOException {
        BackboneDescription found = describe(write("Hardmax", "", Map.of("axis", -1)));
        assertEquals(BackboneKind.DECODER, found.kind());
        assertEquals(Map.of("float32", 2L * VOCABULARY * WIDTH), found.weights());
        assertEquals(Map.of("Gather", 1, "Hardmax", 1, "MatMul", 1, "Identity", 1), found.operators());
        Trainability.No no = assertInstanceOf(Trainability.No.class, found.trainability());
        Trainability.Obstacle obstacle = no.obstacle().orElseThrow();
        assertEquals("Hardmax", obstacle.operator());
        assertEquals("ai.onnx", obstacle.domain());
        assertTrue(obstacle.node().startsWith("layer/Hardmax"), obstacle.node());
        assertTrue(obstacle.opset() >= 18 && no.reason().contains("opset " + obstacle.opset()), no.reason());
    }

    @Test
    void aGraphOfAHundredThousandNodesIsDescribedSoon() throws IOException {
        Path place = write("Identity", "", Map.of());
        Graph graph = OnnxFile.read(place.resolve("model.onnx"));
        List<Node> nodes = new ArrayList<>(graph.nodes());
        for (int i = 0; i < 100_000; i++) {
            nodes.add(new Node(
                    "Relu",
                    "",
                    "r" + i,
                    List.of(i == 0 ? nodes.get(0).outputs().get(0) : "r" + (i - 1)),
                    List.of("r" + i),
                    Map.of()));
        }
        OnnxFile.write(graph.withNodes(nodes), place.resolve("model.onnx"));
        BackboneDescription found = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> describe(place));
        assertInstanceOf(Trainability.Untried.class, found.trainability());
        assertEquals(100_000, found.operators().get("Relu"));
    }

    @Test
    void packedWeightsCountAsWhatTheyWere() throws IOException {
        Map<String, ?> attributes = Map.of("K", WIDTH, "N", WIDTH, "bits", 4, "block_size", 32);
        Tensor packed = Tensor.allocate(ElementType.UINT8, WIDTH, 1, 16);
        Tensor scales = Tensor.allocate(ElementType.FLOAT, WIDTH);
        BackboneDescription found = describe(write("MatMulNBits", Graph.MICROSOFT, attributes, packed, scales));
        assertEquals(Map.of("float32", 2L * VOCABULARY * WIDTH, "int4", (long) WIDTH * WIDTH), found.weights());
        assertEquals(1, found.operators().get("com.microsoft.MatMulNBits"));
        assertInstanceOf(Trainability.Yes.class, found.trainability());
    }

    @Test
    void languageModel() {
        Path place = SharedData.path("backbones/stories260k");
        BackboneDescription found = describe(place);
        assertEquals(BackboneKind.DECODER, found.kind());
        assertEquals("llama", found.modelType());
        assertEquals(
                List.of(64, 5, 8, 4, 512, 512),
                List.of(
                        found.sizes().width().getAsInt(),
                        found.sizes().layers().getAsInt(),
                        found.sizes().heads().getAsInt(),
                        found.sizes().keyValueHeads().getAsInt(),
                        found.sizes().vocabulary().getAsInt(),
                        found.sizes().context().getAsInt()));
        // The trained model has 260,032; the export stores the embedding, 512 x 64, a second time as the last layer.
        assertEquals(260_032 + 512 * 64, found.parameters());
        assertTrue(found.cache());
        assertEquals(Optional.empty(), found.vision());
        assertEquals(17, found.graphs().get(0).opsets().get("ai.onnx"));
        assertInstanceOf(Trainability.Yes.class, found.trainability());
        LanguageModel model = LanguageModel.load(place);
        assertEquals(FileHash.sha256(model.files()), found.sha256());
    }

    @Test
    void ourOwnLanguageModels() {
        BackboneDescription llama = describe(Checkout.tiny("llama"));
        assertEquals(BackboneKind.DECODER, llama.kind());
        assertEquals(16, llama.sizes().width().getAsInt());
        assertEquals(2, llama.sizes().layers().getAsInt());
        assertEquals(2, llama.sizes().heads().getAsInt());
        assertEquals(1, llama.sizes().keyValueHeads().getAsInt());
        assertEquals(40, llama.sizes().vocabulary().getAsInt());
        assertEquals(64, llama.sizes().context().getAsInt());
        // Embedding, output layer and last norm; by layer the norms, queries, keys, values, output and gated layers.
        int layer = 2 * 16 + 16 * 16 + 2 * 16 * 8 + 16 * 16 + 3 * 16 * 24;
        assertEquals(2 * 40 * 16 + 16 + 2 * layer, llama.parameters());
        assertTrue(llama.cache());
        assertEquals(BackboneKind.ENCODER_DECODER, describe(Checkout.tiny("t5")).kind());
    }

    @Test
    void visionEncoder() {
        BackboneDescription found = describe(Checkout.tiny("vit"));
        assertEquals(BackboneKind.VISION_ENCODER, found.kind());
        assertFalse(found.cache());
        VisionDescription vision = found.vision().orElseThrow();
        assertEquals(
                List.of(16, 16, 8, 8),
                List.of(
                        vision.imageHeight(),
                        vision.imageWidth(),
                        vision.patch().get(0),
                        vision.patch().get(1)));
        assertEquals(new VisionDescription.Features(5, 16), vision.features().get("last"));
        assertEquals(new VisionDescription.Features(4, 16), vision.features().get("last,patches"));
        assertEquals(new VisionDescription.Features(1, 16), vision.features().get("pooled"));
        assertEquals(3, vision.hiddenStates());
        assertInstanceOf(Trainability.Yes.class, found.trainability());
    }

    @Test
    void folderThatIsNoneIsRefused() {
        String message =
                assertThrows(ModelFileException.class, () -> describe(folder)).getMessage();
        assertTrue(message.contains("config.json"), message);
    }
}
