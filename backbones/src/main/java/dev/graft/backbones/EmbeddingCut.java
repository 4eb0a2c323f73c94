package dev.graft.backbones;

import dev.graft.graph.Attribute;
import dev.graft.graph.Constant;
import dev.graft.graph.ElementType;
import dev.graft.graph.Graph;
import dev.graft.graph.ModelFileException;
import dev.graft.graph.Node;
import dev.graft.graph.Shape;
import dev.graft.graph.Tensor;
import dev.graft.graph.TensorType;
import dev.graft.graph.ValueInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * A text-only export, cut at its token embedding into two graphs: token ids to embeddings, and embeddings to the rest.
 *
 * @param embedding {@code input_ids [batch, tokens] -> inputs_embeds [batch, tokens, width]}
 * @param rest the other graph with {@code inputs_embeds} in the place of {@code input_ids}
 */
record EmbeddingCut(Graph embedding, Graph rest) {
    static final String IDS = "input_ids";
    static final String EMBEDS = "inputs_embeds";

    static EmbeddingCut of(Path file, Graph graph, boolean scaledLookup) {
        ValueInfo ids = graph.input(IDS)
                .orElseThrow(() -> new ModelFileException("[" + file + "] the graph has no input '" + IDS + "', only "
                        + graph.inputNames() + "; is it a language model?"));
        Node lookup = findLookup(file, graph);
        String embedded =
                scaledLookup ? scaled(graph, lookup) : lookup.outputs().get(0);
        Graph embedding = new Graph(
                        "embedding",
                        List.of(ids),
                        List.of(new ValueInfo(EMBEDS, null)),
                        graph.constants(),
                        withIdentity(graph.nodes(), embedded),
                        graph.opsets())
                .pruned();
        return new EmbeddingCut(embedding, rest(file, graph, ids, lookup, embedded));
    }

    private static List<Node> withIdentity(List<Node> nodes, String embedded) {
        List<Node> all = new ArrayList<>(nodes);
        all.add(new Node("Identity", "", EMBEDS, List.of(embedded), List.of(EMBEDS), Map.of()));
        return all;
    }

    /** The first look-up of rows of a matrix by what is, but for its shape, the token ids. */
    private static Node findLookup(Path file, Graph graph) {
        Set<String> ids = new HashSet<>(Set.of(IDS));
        for (Node node : graph.nodes()) {
            if (Set.of("Identity", "Cast", "Reshape", "Flatten").contains(node.opType())
                    && ids.contains(node.inputs().get(0))) {
                ids.addAll(node.outputs());
            }
            boolean gathers = Set.of("Gather", "GatherBlockQuantized").contains(node.opType());
            if (gathers
                    && node.inputs().size() > 1
                    && ids.contains(node.inputs().get(1))) {
                return node;
            }
        }
        throw new ModelFileException("[" + file + "] no token embedding found: no Gather is indexed by '" + IDS
                + "'; export the model with an 'inputs_embeds' input or as embed_tokens.onnx and decoder_model.onnx");
    }

    /** The product with the constant that scales the embedding, of which it is the only use. */
    private static String scaled(Graph graph, Node lookup) {
        String value = lookup.outputs().get(0);
        for (Node node : graph.nodes()) {
            if (node.opType().equals("Mul") && node.inputs().contains(value)) {
                return node.outputs().get(0);
            }
        }
        return value;
    }

    private static Graph rest(Path file, Graph graph, ValueInfo ids, Node lookup, String embedded) {
        List<ValueInfo> inputs = new ArrayList<>();
        for (ValueInfo input : graph.inputs()) {
            inputs.add(input.name().equals(IDS) ? new ValueInfo(EMBEDS, embedsType(graph, ids, lookup)) : input);
        }
        Map<String, Constant> constants = new LinkedHashMap<>(graph.constants());
        Graph cut = graph.withNodes(graph.nodes().stream()
                        .filter(node -> !node.outputs().contains(embedded))
                        .toList())
                .renameUses(name -> name.equals(embedded) ? EMBEDS : name);
        Graph rest = new IdsShape(constants)
                .replace(cut.withInputs(inputs))
                .withConstants(constants)
                .pruned();
        boolean stillRead = rest.nodes().stream().anyMatch(node -> node.inputs().contains(IDS));
        if (stillRead) {
            throw new ModelFileException("[" + file + "] the graph reads '" + IDS + "' for more than the token "
                    + "embedding, so embeddings cannot be fed instead; export it with an 'inputs_embeds' input");
        }
        return rest;
    }

    private static TensorType embedsType(Graph graph, ValueInfo ids, Node lookup) {
        Constant table = graph.constants().get(lookup.inputs().get(0));
        boolean plain = lookup.opType().equals("Gather") && table != null && table.shape().length == 2;
        List<Shape.Dim> dims = new ArrayList<>(ids.type().shape().dims());
        dims.add(plain ? new Shape.Dim(table.shape()[1], "") : new Shape.Dim(-1, "width"));
        ElementType element = plain ? table.type() : ElementType.FLOAT;
        return new TensorType(element, new Shape(dims));
    }

    /** Where only the shape of the ids is read, the first two axes of the embeddings tell it. */
    private record IdsShape(Map<String, Constant> constants) {
        Graph replace(Graph graph) {
            List<Node> nodes = new ArrayList<>();
            for (Node node : graph.nodes()) {
                if (node.opType().equals("Shape") && node.inputs().get(0).equals(IDS)) {
                    String whole = node.outputs().get(0) + "/embeds_shape";
                    nodes.add(new Node("Shape", "", whole, List.of(EMBEDS), List.of(whole), Map.of()));
                    nodes.add(firstTwo(node, whole));
                } else {
                    nodes.add(node);
                }
            }
            return graph.withNodes(nodes);
        }

        private Node firstTwo(Node node, String whole) {
            long end = node.intAttribute("end", 2);
            String index = node.outputs().get(0) + "/axes";
            long[] axes = LongStream.range(node.intAttribute("start", 0), end < 0 ? end + 2 : Math.min(end, 2))
                    .toArray();
            constants.put(index, Constant.of(Tensor.of(axes, axes.length)));
            return new Node(
                    "Gather",
                    "",
                    node.name(),
                    List.of(whole, index),
                    node.outputs(),
                    Map.of("axis", new Attribute.Int(0)));
        }
    }
}
