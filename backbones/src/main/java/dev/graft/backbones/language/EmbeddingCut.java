package dev.graft.backbones.language;

import dev.graft.graph.Attribute;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.ValueInfo;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Shape;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A text-only export, cut at its token embedding into two graphs: token ids to embeddings, and embeddings to the rest. A table
 * of small integers is cut behind the dequantisation, so that embeddings are real numbers.
 *
 * @param embedding {@code input_ids [batch, tokens] -> inputs_embeds [batch, tokens, width]}
 * @param rest the other graph with {@code inputs_embeds} in the place of {@code input_ids}
 */
record EmbeddingCut(Graph embedding, Graph rest) {
    static final String IDS = "input_ids";
    static final String EMBEDS = "inputs_embeds";
    private static final Set<String> LOOKUPS = Set.of("Gather", "GatherBlockQuantized");
    private static final Set<String> RESHAPES = Set.of("Identity", "Cast", "Reshape", "Flatten");
    private static final Map<String, Attribute> AXIS_0 = Map.of("axis", new Attribute.Int(0));

    static EmbeddingCut of(Path file, Graph whole, boolean scaledLookup) {
        ValueInfo ids = whole.input(IDS)
                .orElseThrow(() -> new ModelFileException(
                        file,
                        "the graph has no input '" + IDS + "', only " + whole.inputNames()
                                + "; is it a language model?"));
        Node lookup = findLookup(file, whole);
        Graph graph = StoredIntegers.readAsNumbers(whole, lookup);
        String looked = StoredIntegers.becomeReal(graph, lookup, idsByShape(graph));
        String embedded = scaledLookup ? scaled(graph, looked) : looked;
        Graph embedding = new Graph(
                        "embedding",
                        List.of(new ValueInfo(IDS, TensorType.of(ids.type().element(), "batch", "tokens"))),
                        List.of(new ValueInfo(EMBEDS, null)),
                        graph.constants(),
                        lookupOfIds(graph.nodes(), lookup, embedded),
                        graph.opsets())
                .pruned();
        return new EmbeddingCut(embedding, rest(file, graph, ids, lookup, embedded));
    }

    /** The look-up reads the ids as they come: a reshape before it may take its sizes from other inputs. */
    private static List<Node> lookupOfIds(List<Node> nodes, Node lookup, String embedded) {
        List<Node> all = new ArrayList<>(nodes);
        List<String> operands = new ArrayList<>(lookup.inputs());
        operands.set(1, IDS);
        all.set(nodes.indexOf(lookup), lookup.withInputs(operands));
        all.add(new Node("Identity", "", EMBEDS, List.of(embedded), List.of(EMBEDS), Map.of()));
        return all;
    }

    /** The first look-up of rows of a matrix by what is, but for its shape, the token ids. */
    private static Node findLookup(Path file, Graph graph) {
        Set<String> ids = idsByShape(graph);
        return graph.nodes().stream()
                .filter(node -> LOOKUPS.contains(node.opType())
                        && ids.contains(node.inputs().get(1)))
                .findFirst()
                .orElseThrow(() -> new ModelFileException(
                        file,
                        "no token embedding found: no Gather is "
                                + "indexed by '" + IDS + "'; export the model with an 'inputs_embeds' input or as "
                                + "embed_tokens.onnx and decoder_model.onnx"));
    }

    /** The ids, and what is the same numbers in another shape or type. */
    private static Set<String> idsByShape(Graph graph) {
        Set<String> ids = new HashSet<>(Set.of(IDS));
        for (Node node : graph.nodes()) {
            if (RESHAPES.contains(node.opType()) && ids.contains(node.inputs().get(0))) {
                ids.addAll(node.outputs());
            }
        }
        return ids;
    }

    /** The product with the constant that scales the embedding, of which it is the only use. */
    private static String scaled(Graph graph, String value) {
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
        constants.put("embeds/width", Constant.of(Tensor.of(new long[] {-1}, 1)));
        String index = lookup.inputs().get(1);
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (!node.outputs().contains(embedded)) {
                nodes.add(node);
            } else if (!index.equals(IDS)) { // the ids were looked up in another shape
                nodes.add(node("Shape", "embeds/places", Map.of(), index));
                nodes.add(node("Concat", "embeds/shape", AXIS_0, "embeds/places", "embeds/width"));
                nodes.add(node("Reshape", embedded, Map.of(), EMBEDS, "embeds/shape"));
            }
        }
        Graph cut = graph.withConstants(constants).withNodes(nodes).withInputs(inputs);
        cut = (index.equals(IDS) ? cut.renameUses(name -> name.equals(embedded) ? EMBEDS : name) : cut).pruned();
        boolean idsAreRead = cut.nodes().stream().anyMatch(node -> node.inputs().contains(IDS));
        return idsAreRead ? withIdsOfShape(file, cut) : cut;
    }

    /** What is left of the ids is their shape, which zeros in the first two axes of the embeddings have too. */
    private static Graph withIdsOfShape(Path file, Graph cut) {
        Set<String> ids = idsByShape(cut);
        for (Node node : cut.nodes()) {
            boolean readsShape = node.opType().equals("Shape") || RESHAPES.contains(node.opType());
            if (!readsShape && node.inputs().stream().anyMatch(ids::contains)) {
                throw new ModelFileException(
                        file,
                        "node '" + node.name() + "' (" + node.opType()
                                + ") reads '" + IDS
                                + "' besides the token embedding, so embeddings cannot be fed instead; "
                                + "export the model with an 'inputs_embeds' input");
            }
        }
        Map<String, Constant> constants = new LinkedHashMap<>(cut.constants());
        constants.put("ids/axes", Constant.of(Tensor.of(new long[] {0, 1}, 2)));
        List<Node> nodes = new ArrayList<>(List.of(
                node("Shape", "ids/embeds_shape", Map.of(), EMBEDS),
                node("Gather", "ids/shape", Map.of(), "ids/embeds_shape", "ids/axes"),
                node("ConstantOfShape", IDS, Map.of("value", zero()), "ids/shape")));
        nodes.addAll(cut.nodes());
        return cut.withConstants(constants).withNodes(nodes);
    }

    private static Attribute zero() {
        return new Attribute.Data(Constant.of(Tensor.allocate(ElementType.INT64, 1)));
    }

    private static Node node(String operator, String output, Map<String, Attribute> attributes, String... inputs) {
        return new Node(operator, "", output, List.of(inputs), List.of(output), attributes);
    }

    private static TensorType embedsType(Graph graph, ValueInfo ids, Node lookup) {
        Constant table = graph.constants().get(lookup.inputs().get(0));
        boolean plain = lookup.opType().equals("Gather") && table != null && table.shape().length == 2;
        List<Shape.Dim> dims = new ArrayList<>(ids.type().shape().dims());
        dims.add(plain ? new Shape.Dim(table.shape()[1], "") : new Shape.Dim(-1, "width"));
        ElementType element = plain && !StoredIntegers.isTable(graph, lookup) ? table.type() : ElementType.FLOAT;
        return new TensorType(element, new Shape(dims));
    }
}
