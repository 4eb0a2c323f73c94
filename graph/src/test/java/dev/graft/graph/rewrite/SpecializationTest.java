package dev.graft.graph.rewrite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.graph.Attribute;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Node;
import dev.graft.graph.TypedGraph;
import dev.graft.graph.Value;
import dev.graft.graph.ValueInfo;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Shape;
import dev.graft.tensors.Tensor;
import dev.graft.testsupport.Checkout;
import dev.graft.testsupport.Closeness;
import dev.graft.testsupport.SharedData;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A specialised graph is smaller and computes the same. */
class SpecializationTest {
    private static final int TOKENS = 5;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpt2/onnx/model.onnx",
                "opt/onnx/model.onnx",
                "llama/onnx/model.onnx",
                "qwen2/onnx/model.onnx",
                "phi/onnx/model.onnx",
                "t5/onnx/encoder_model.onnx",
                "t5/onnx/decoder_model.onnx",
                "vit/onnx/model.onnx",
                "clip_vision/onnx/model.onnx",
                "resnet/onnx/model.onnx"
            })
    void exportedModelsComputeTheSame(String model) {
        checkSpecialized(OnnxFile.read(SharedData.path("fixtures/backbones/" + model)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama/onnx/model.onnx",
                "phi/onnx/model.onnx",
                "gpt2/onnx/model.onnx",
                "t5/onnx/encoder_model.onnx",
                "t5/onnx/decoder_model.onnx",
                "vit/onnx/model.onnx",
                "clip_vision/onnx/model.onnx"
            })
    void ourOwnExportsComputeTheSame(String model) {
        checkSpecialized(OnnxFile.read(Checkout.tiny(model)));
    }

    private static void checkSpecialized(Graph graph) {
        Map<String, Tensor> feeds = feeds(graph);
        Map<String, long[]> shapes = new HashMap<>();
        feeds.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        TypedGraph special = Specialization.of(graph, shapes);
        assertTrue(special.graph().nodes().size() < graph.nodes().size());
        for (Node node : special.graph().nodes()) {
            for (String output : node.outputs()) {
                assertTrue(output.isEmpty() || special.type(output).shape().isStatic(), node + " has a static shape");
            }
        }
        Map<String, Tensor> expected = run(graph, feeds);
        run(special.graph(), feeds).forEach((name, tensor) -> assertClose(name, expected.get(name), tensor));
    }

    /** Zero past, two sequences of {@value #TOKENS} tokens, images of the size that the file says. */
    private static Map<String, Tensor> feeds(Graph graph) {
        Random random = new Random(11);
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        for (ValueInfo input : graph.inputs()) {
            List<Shape.Dim> dims = input.type().shape().dims();
            long[] shape = new long[dims.size()];
            for (int axis = 0; axis < shape.length; axis++) {
                boolean past = input.name().startsWith("past") && axis == 2;
                long free = axis == 0 ? 2 : past ? 0 : TOKENS;
                shape[axis] = dims.get(axis).isKnown() ? dims.get(axis).size() : free;
            }
            Tensor tensor = Tensor.allocate(input.type().element(), shape);
            for (int i = 0; i < tensor.size(); i++) {
                switch (tensor.type()) {
                    case FLOAT -> tensor.floats().put(i, random.nextFloat() - 0.5f);
                    case INT64 -> tensor.longs().put(i, input.name().endsWith("mask") ? 1 : i % TOKENS);
                    default -> throw new IllegalArgumentException("no values for " + input);
                }
            }
            feeds.put(input.name(), tensor);
        }
        return feeds;
    }

    @Test
    void takesTheBranchThatIsKnown() {
        GraphBuilder g = new GraphBuilder("g");
        Value x = g.input("x", ElementType.FLOAT, 2);
        Value flag = x.shape().squeeze(0).greater(g.scalar(ElementType.INT64, 1));
        Value y = g.op("If", "", branches(x, branchNode()), ElementType.FLOAT, flag);
        g.output("y", y);
        Graph graph = g.build();
        TypedGraph special = Specialization.of(graph, Map.of());
        assertEquals(
                List.of("Mul", "Mul"),
                special.graph().nodes().stream()
                        .map(Node::opType)
                        .filter(type -> !type.equals("Identity"))
                        .toList());
        Map<String, Tensor> feeds = Map.of("x", Tensor.of(new float[] {3, -2}, 2));
        assertArrayEquals(
                new float[] {18, -12}, run(special.graph(), feeds).get("y").toFloatArray());
        assertClose("y", run(graph, feeds).get("y"), run(special.graph(), feeds).get("y"));
    }

    /** Multiplies by 2 in a branch that holds a further condition, whose branch multiplies by 3. */
    private static Map<String, ?> branches(Value x, Node inner) {
        Node doubled = new Node("Mul", "", "", List.of(x.name(), "factor"), List.of("local"), Map.of());
        Constant two = Constant.of(Tensor.scalar(2f));
        Tensor yes = Tensor.allocate(ElementType.BOOL);
        yes.bytes().put(0, (byte) 1);
        Graph then = new Graph(
                "then",
                List.of(),
                List.of(new ValueInfo("result", null)),
                Map.of("factor", two, "yes", Constant.of(yes)),
                List.of(doubled, inner),
                Map.of());
        Node negated = new Node("Neg", "", "", List.of(x.name()), List.of("negated"), Map.of());
        Graph otherwise = new Graph(
                "else", List.of(), List.of(new ValueInfo("negated", null)), Map.of(), List.of(negated), Map.of());
        return Map.of("then_branch", new Attribute.Subgraph(then), "else_branch", new Attribute.Subgraph(otherwise));
    }

    private static Node branchNode() {
        Constant three = Constant.of(Tensor.scalar(3f));
        Node tripled = new Node("Mul", "", "", List.of("local", "inner_factor"), List.of("tripled"), Map.of());
        Graph then = new Graph(
                "then",
                List.of(),
                List.of(new ValueInfo("tripled", null)),
                Map.of("inner_factor", three),
                List.of(tripled),
                Map.of());
        Node same = new Node("Identity", "", "", List.of("local"), List.of("same"), Map.of());
        Graph otherwise =
                new Graph("else", List.of(), List.of(new ValueInfo("same", null)), Map.of(), List.of(same), Map.of());
        Map<String, Attribute> branches =
                Map.of("then_branch", new Attribute.Subgraph(then), "else_branch", new Attribute.Subgraph(otherwise));
        return new Node("If", "", "inner", List.of("yes"), List.of("result"), branches);
    }

    @Test
    void keepsPaddingThatShiftsWithoutChangingTheSize() {
        GraphBuilder g = new GraphBuilder("g");
        Value x = g.input("x", ElementType.FLOAT, 3);
        g.output("y", g.op("Pad", Map.of(), x, g.ints(1, -1)).multiply(2));
        Map<String, Tensor> feeds = Map.of("x", Tensor.of(new float[] {1, 2, 3}, 3));
        Graph special = Specialization.of(g.build(), Map.of()).graph();
        assertArrayEquals(new float[] {0, 2, 4}, run(special, feeds).get("y").toFloatArray());
    }

    @Test
    void foldsWhatDependsOnShapesOnlyThroughUnknownSizes() {
        GraphBuilder g = new GraphBuilder("g");
        Value x = g.input("x", ElementType.FLOAT, "n", 4);
        // The number of places is known only once the mask, a matter of shapes, is computed.
        Value range = g.op(
                "Range",
                Map.of(),
                g.scalar(ElementType.INT64, 0),
                x.shape().slice(0, 1, 0).squeeze(0),
                g.scalar(ElementType.INT64, 1));
        Value places = g.op("NonZero", Map.of(), range).squeeze(0);
        g.output("y", x.gather(places, 0).multiply(2));
        TypedGraph special = Specialization.of(g.build(), Map.of("x", new long[] {3, 4}));
        assertEquals(
                List.of("Gather", "Mul"),
                special.graph().nodes().stream()
                        .map(Node::opType)
                        .filter(type -> !type.equals("Identity"))
                        .toList());
        assertArrayEquals(new long[] {2, 4}, special.type("y").shape().sizes());
    }

    /** As exports for ORT-GenAI compute it; the runtime infers no types with such a total of static sizes. */
    @Test
    void fusedAttentionMayReadASizeThatIsComputed() {
        GraphBuilder g = new GraphBuilder("g");
        Value x = g.input("x", ElementType.FLOAT, 1, "tokens", 16);
        Value mask = g.input("mask", ElementType.INT64, 1, "total");
        Value one = g.scalar(ElementType.INT64, 1);
        Value last = mask.sum(false, 1).subtract(one).cast(ElementType.INT32);
        Value total = mask.shape().gather(one, 0).cast(ElementType.INT32);
        Value none = new Value(g, "", ElementType.FLOAT);
        Map<String, ?> attributes = Map.of("num_heads", 2, "kv_num_heads", 2);
        g.output(
                "y",
                g.op(
                        "GroupQueryAttention",
                        Graph.MICROSOFT,
                        attributes,
                        ElementType.FLOAT,
                        x,
                        x,
                        x,
                        none,
                        none,
                        last,
                        total));
        Graph graph = g.build();
        Map<String, long[]> shapes = Map.of("x", new long[] {1, 3, 16}, "mask", new long[] {1, 3});
        float[] values = new float[48];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i * 7 % 11 - 5) / 4f;
        }
        Map<String, Tensor> feeds =
                Map.of("x", Tensor.of(values, 1, 3, 16), "mask", Tensor.of(new long[] {1, 1, 1}, 1, 3));
        Map<String, Tensor> found = run(Specialization.of(graph, shapes).graph(), feeds);
        assertClose("y", run(graph, feeds).get("y"), found.get("y"));
    }

    private static Map<String, Tensor> run(Graph graph, Map<String, Tensor> feeds) {
        try (Session session = Session.open(graph, SessionConfig.DEFAULT.withThreads(1))) {
            return session.run(feeds);
        }
    }

    private static void assertClose(String name, Tensor expected, Tensor actual) {
        assertArrayEquals(expected.shape(), actual.shape(), name);
        Closeness.allClose(1e-5, 1e-5).check(name, actual.shape(), expected.toFloatArray(), actual.toFloatArray());
    }
}
