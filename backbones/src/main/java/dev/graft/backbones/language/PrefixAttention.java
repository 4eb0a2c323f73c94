package dev.graft.backbones.language;

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
 * Lets a decoder attend in both directions within the prompt, and causally in what follows: a prefix language model (Raffel et al.
 * 2020, arXiv:1910.10683, section 3.2.1), as PaliGemma is (Beyer et al. 2024, arXiv:2407.07726).
 *
 * <p>The graph stays as it is but for its masks: a pair of tokens of the prompt is seen whatever they say. Which tokens are those of
 * the prompt is told by the input {@code attention_mask}, where they are marked {@value #PROMPT} instead of 1.
 */
final class PrefixAttention {
    /** Marks tokens of the prompt in {@code attention_mask}. */
    static final long PROMPT = 2;

    private static final String PAIRS = "prefix/pairs";
    private static final String ATTENDED = "prefix/attended";

    private final Graph graph;
    private final Map<String, Constant> constants;
    private final List<Node> nodes = new ArrayList<>();

    private PrefixAttention(Graph graph) {
        this.graph = graph;
        this.constants = new LinkedHashMap<>(graph.constants());
    }

    /**
     * The graph with its masks changed.
     *
     * @param inputs of the graph
     * @throws ModelFileException if an attention has no mask that could be changed
     */
    static Graph of(Path file, Graph whole, DecoderInputs inputs, FixedSizes fixed) {
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
        return new PrefixAttention(graph).rewritten(masks);
    }

    /** A graph that only goes on from a cache, each token of which sees all before it: the marks of the prompt count as 1. */
    static Graph ofNext(Graph next) {
        Graph graph = OpsetUpgrade.upgrade(next);
        return graph.input(DecoderInputs.MASK).isEmpty() ? graph : new PrefixAttention(graph).rewritten(Map.of());
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

    /** {@code [rows, 1, tokens, all tokens]}: whether both are tokens of a prompt. */
    private void addPairs() {
        String prompt = constant("prefix/prompt", Tensor.scalar(PROMPT));
        add("Equal", "prefix/marks", Map.of(), DecoderInputs.MASK, prompt);
        Map<String, Attribute> second = Map.of("start", new Attribute.Int(1), "end", new Attribute.Int(2));
        add("Shape", "prefix/tokens", second, LanguageModel.EMBEDS);
        add("Neg", "prefix/first", Map.of(), "prefix/tokens");
        String end = ints("prefix/end", Long.MAX_VALUE);
        add("Slice", "prefix/new", Map.of(), "prefix/marks", "prefix/first", end, ints("prefix/axis", 1));
        add("Unsqueeze", "prefix/queries", Map.of(), "prefix/new", ints("prefix/query_axes", 1, 3));
        add("Unsqueeze", "prefix/keys", Map.of(), "prefix/marks", ints("prefix/key_axes", 1, 2));
        add("And", PAIRS, Map.of(), "prefix/queries", "prefix/keys");
    }

    /** The value that takes the place of a mask. */
    private String unhidden(String name, CausalMask mask) {
        String pairs = pairs(mask);
        String result = name + "/prefix";
        switch (mask.form()) {
            case ADDED -> add("Where", result, Map.of(), pairs, constant("prefix/zero", Tensor.scalar(0f)), name);
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
            String any = ints("prefix/any", -1);
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
