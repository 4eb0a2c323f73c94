package dev.graft.backbones.masks;

import dev.graft.backbones.language.DecoderInputs;
import dev.graft.backbones.language.Directions;
import dev.graft.backbones.language.FixedSizes;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.Attribute;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.ValueInfo;
import dev.graft.graph.rewrite.OpsetUpgrade;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets tokens of a prompt attend to each other in both directions, in a decoder that attends to what is before alone: all of them in a
 * prefix language model (Raffel et al. 2020, arXiv:1910.10683, section 3.2.1), as PaliGemma is (Beyer et al. 2024, arXiv:2407.07726),
 * those of each image in Gemma 3 (arXiv:2503.19786).
 *
 * <p>The graph stays as it is but for its masks: some pairs of tokens are seen whatever they say. Which tokens go together is told by
 * the input {@code attention_mask}, where those of one group have the same mark, {@value #GROUP} or more instead of 1. In a prefix all
 * pairs of the group are seen; in an image a token sees those behind it, and a window hides from it those far before it, as in
 * transformers.
 */
public final class TwoWayAttention {
    /** Marks tokens of the prompt, or of its first image, in {@code attention_mask}; the next image has the next number. */
    public static final long GROUP = 2;

    private static final String PAIRS = "two_way/pairs";
    private static final String ATTENDED = "two_way/attended";

    private final Graph graph;
    private final Directions directions;
    private final Map<String, Constant> constants;
    private final List<Node> nodes = new ArrayList<>();

    private TwoWayAttention(Graph graph, Directions directions) {
        this.graph = graph;
        this.directions = directions;
        this.constants = new LinkedHashMap<>(graph.constants());
    }

    /**
     * The graph with its masks changed.
     *
     * @param inputs of the graph
     * @param directions other than {@link Directions#BACK}
     * @throws ModelFileException if an attention has no mask that could be changed
     */
    public static Graph of(Path file, Graph whole, DecoderInputs inputs, FixedSizes fixed, Directions directions) {
        Graph graph = OpsetUpgrade.upgrade(whole);
        TextFlow flow = new TextFlow(graph);
        Map<String, CausalMask> masks = CausalMasks.find(graph, flow, inputs, fixed);
        new MaskedAttentions(graph, flow, masks.keySet()).firstUnknown().ifPresent(node -> {
            throw new ModelFileException(
                    file,
                    "node '" + node.name() + "' (" + node.qualifiedType()
                            + ") keeps tokens from later ones by no mask that"
                            + " can be changed, so that prompts cannot be read in both directions; export the model with"
                            + " attn_implementation=\"eager\"");
        });
        return new TwoWayAttention(graph, directions).rewritten(masks);
    }

    /** A graph that only goes on from a cache, each token of which sees all before it: the marks of the prompt count as 1. */
    public static Graph ofNext(Graph next) {
        Graph graph = OpsetUpgrade.upgrade(next);
        return graph.input(DecoderInputs.MASK).isEmpty()
                ? graph
                : new TwoWayAttention(graph, Directions.BACK).rewritten(Map.of());
    }

    private Graph rewritten(Map<String, CausalMask> masks) {
        boolean hasMask = graph.input(DecoderInputs.MASK).isPresent();
        add(
                "Cast",
                ATTENDED + "/truth",
                Map.of("to", new Attribute.Int(ElementType.BOOL.onnxCode())),
                DecoderInputs.MASK);
        add("Cast", ATTENDED, Map.of("to", new Attribute.Int(ElementType.INT64.onnxCode())), ATTENDED + "/truth");
        if (!masks.isEmpty()) {
            addPairs();
        }
        Map<String, String> changed = new LinkedHashMap<>();
        masks.forEach((name, mask) -> changed.put(name, unhidden(name, mask)));
        changed.put(DecoderInputs.MASK, ATTENDED);
        for (Node node :
                graph.renameUses(name -> changed.getOrDefault(name, name)).nodes()) {
            nodes.add(node);
        }
        List<ValueInfo> inputs = new ArrayList<>(graph.inputs());
        if (!hasMask) {
            inputs.add(new ValueInfo(DecoderInputs.MASK, TensorType.of(ElementType.INT64, "batch", "all_tokens")));
        }
        return new Graph(graph.name(), inputs, graph.outputs(), constants, nodes, graph.opsets())
                .ordered()
                .pruned();
    }

    /** {@code [rows, 1, tokens, all tokens]}: whether a mask lets a token see another. */
    private void addPairs() {
        Map<String, Attribute> second = Map.of("start", new Attribute.Int(1), "end", new Attribute.Int(2));
        add("Shape", "two_way/tokens", second, LanguageModel.EMBEDS);
        add("Neg", "two_way/first", Map.of(), "two_way/tokens");
        String queries = of(DecoderInputs.MASK, "two_way/query");
        add("Unsqueeze", "two_way/keys", Map.of(), DecoderInputs.MASK, ints("two_way/key_axes", 1, 2));
        add("Equal", "two_way/same", Map.of(), queries, "two_way/keys");
        add("Greater", "two_way/grouped", Map.of(), queries, constant("two_way/none", Tensor.scalar(GROUP - 1)));
        if (directions == Directions.PROMPT) {
            add("And", PAIRS, Map.of(), "two_way/same", "two_way/grouped");
            return;
        }
        // Sums of ones over the tokens are their places, those of all rows.
        add("Equal", "two_way/each", Map.of(), DecoderInputs.MASK, DecoderInputs.MASK);
        add("Cast", "two_way/ones", Map.of("to", new Attribute.Int(ElementType.INT64.onnxCode())), "two_way/each");
        add("CumSum", "two_way/places", Map.of(), "two_way/ones", constant("two_way/along", Tensor.scalar(1L)));
        add("Unsqueeze", "two_way/key_places", Map.of(), "two_way/places", ints("two_way/key_axes", 1, 2));
        add("Less", "two_way/behind", Map.of(), of("two_way/places", "two_way/query_place"), "two_way/key_places");
        add("And", "two_way/group", Map.of(), "two_way/same", "two_way/grouped");
        add("And", PAIRS, Map.of(), "two_way/group", "two_way/behind");
    }

    /** What is told of all tokens, {@code [rows, all tokens]}, of the new ones alone, {@code [rows, 1, tokens, 1]}. */
    private String of(String all, String name) {
        String end = ints("two_way/end", Long.MAX_VALUE);
        add("Slice", name + "/new", Map.of(), all, "two_way/first", end, ints("two_way/axis", 1));
        add("Unsqueeze", name, Map.of(), name + "/new", ints("two_way/query_axes", 1, 3));
        return name;
    }

    /** The value that takes the place of a mask. */
    private String unhidden(String name, CausalMask mask) {
        String pairs = pairs(mask);
        String result = name + "/two_way";
        switch (mask.form()) {
            case ADDED -> add("Where", result, Map.of(), pairs, constant("two_way/zero", Tensor.scalar(0f)), name);
            case VISIBLE -> add("Or", result, Map.of(), name, pairs);
            case HIDDEN -> {
                add("Not", result + "/others", Map.of(), pairs);
                add("And", result, Map.of(), name, result + "/others");
            }
        }
        return result;
    }

    /** The pairs in the axes of a mask; one of two axes gets more by them. */
    private String pairs(CausalMask mask) {
        if (mask.rank() != 3) {
            return PAIRS;
        }
        String repeated = PAIRS + "/" + mask.copies();
        String result = repeated + "/rows";
        if (nodes.stream().noneMatch(node -> node.outputs().contains(result))) {
            add("Tile", repeated, Map.of(), PAIRS, ints(repeated + "/times", 1, mask.copies(), 1, 1));
            add("Shape", repeated + "/sizes", Map.of("start", new Attribute.Int(2)), repeated);
            String any = ints("two_way/any", -1);
            add("Concat", repeated + "/shape", Map.of("axis", new Attribute.Int(0)), any, repeated + "/sizes");
            add("Reshape", result, Map.of(), repeated, repeated + "/shape");
        }
        return result;
    }

    private void add(String operator, String output, Map<String, Attribute> attributes, String... operands) {
        nodes.add(new Node(operator, "", output, List.of(operands), List.of(output), attributes));
    }

    private String ints(String name, long... values) {
        return constant(name, Tensor.of(values, values.length));
    }

    private String constant(String name, Tensor value) {
        constants.putIfAbsent(name, Constant.of(value));
        return name;
    }
}
