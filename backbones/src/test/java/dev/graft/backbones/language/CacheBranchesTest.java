package dev.graft.backbones.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.graft.graph.Attribute;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Node;
import dev.graft.graph.Value;
import dev.graft.graph.ValueInfo;
import dev.graft.graph.runtime.Session;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The branches of a merged decoder, each alone, compute what the runtime's own {@code If} does. */
class CacheBranchesTest {
    private static final Map<String, Tensor> FEEDS = Map.of(
            "input_ids", Tensor.of(new long[] {2, 1}, 1, 2),
            "past_key_values.0.key", Tensor.of(new float[] {7, 5}, 1, 2));

    @Test
    void eachBranchIsAGraphOfItsOwn() {
        Graph merged = merged();
        CacheBranches branches = CacheBranches.of(merged);
        assertEquals(run(merged, true), run(branches.next(), null));
        assertEquals(run(merged, false), run(branches.whole(), null));
        for (Graph graph : List.of(branches.whole(), branches.next())) {
            EmbeddingCut cut = EmbeddingCut.of(Path.of("merged.onnx"), graph, false);
            assertEquals("inputs_embeds", cut.rest().inputNames().get(0));
        }
    }

    @Test
    void anotherDecoderIsUsedForBoth() {
        GraphBuilder g = new GraphBuilder("g");
        g.output("logits", g.input("inputs_embeds", ElementType.FLOAT, 1, 2).add(1));
        Graph graph = g.build();
        assertSame(graph, CacheBranches.of(graph).whole());
        assertSame(graph, CacheBranches.of(graph).next());
    }

    private static Graph merged() {
        GraphBuilder g = new GraphBuilder("merged");
        g.input("input_ids", ElementType.INT64, "batch", "tokens");
        g.input("past_key_values.0.key", ElementType.FLOAT, "batch", "past");
        Value condition = g.input("use_cache_branch", ElementType.BOOL, 1);
        g.constant("table", Constant.of(Tensor.of(new float[] {0.5f, 1, 4}, 3, 1)));
        Map<String, ?> attributes = Map.of("then_branch", branch("then", "Add"), "else_branch", branch("else", "Mul"));
        g.output("logits", g.op("If", "", attributes, ElementType.FLOAT, condition));
        return g.build();
    }

    /** Its branches call what they give as the whole graph does, as Optimum has it. */
    private static Attribute branch(String name, String combination) {
        Node lookup = node("Gather", List.of("table", "input_ids"), "embedded");
        Node combined = node(combination, List.of("embedded", "past_key_values.0.key"), "logits");
        return new Attribute.Subgraph(new Graph(
                name,
                List.of(),
                List.of(new ValueInfo("logits", null)),
                Map.of(),
                List.of(lookup, combined),
                Map.of()));
    }

    private static Node node(String type, List<String> inputs, String output) {
        return new Node(type, "", "", inputs, List.of(output), Map.of());
    }

    private static List<Float> run(Graph graph, Boolean useCache) {
        Map<String, Tensor> feeds = new HashMap<>(FEEDS);
        if (useCache != null) {
            Tensor flag = Tensor.allocate(ElementType.BOOL, 1);
            flag.bytes().put((byte) (useCache ? 1 : 0));
            feeds.put("use_cache_branch", flag);
        }
        try (Session session = Session.open(graph)) {
            float[] found = session.run(feeds).get("logits").toFloatArray();
            assertEquals(4, found.length);
            return List.of(found[0], found[1], found[2], found[3]);
        }
    }
}
