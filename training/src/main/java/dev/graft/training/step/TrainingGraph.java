package dev.graft.training.step;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.TextInput;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.language.TextBatch;
import dev.graft.backbones.language.TokenCrossEntropy;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Repetition;
import dev.graft.graph.TypedGraph;
import dev.graft.graph.Value;
import dev.graft.graph.attention.BlockedAttention;
import dev.graft.graph.autodiff.Gradients;
import dev.graft.graph.autodiff.Recomputation;
import dev.graft.graph.beginning.KnownBeginning;
import dev.graft.graph.rewrite.DropoutMasks;
import dev.graft.graph.rewrite.Specialization;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorType;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One step forward and backward as one graph: features through the adapter into visual tokens, these into the embedded
 * prompt, the prompt through the frozen language model to the loss, and the loss's gradient back to what is trained.
 *
 * <p>The weights of the trained parts and the gradients gathered so far are inputs; loss and longer sums of gradients are outputs.
 */
public final class TrainingGraph {
    public static final String FEATURES = "features";
    /** INT64: row and position in the prompt of each visual token, see {@link ImageSlots#place}. */
    static final String VISUAL_INDEX = "visual_index";

    /** {@code [mixed, taps]}: the rows of which a visual token is made, and the share of each. */
    static final String MIXED_ROWS = "mixed_rows";

    static final String MIXED_WEIGHTS = "mixed_weights";

    /** {@code [slots, text tokens]} INT64: what the adapter reads besides the features, and which of it are no padding. */
    static final String TEXT_IDS = "text_ids";

    static final String TEXT_MASK = "text_mask";

    private static final String VISUAL = "visual";
    private static final String PARAMETER = "parameter/";
    private static final String GRADIENT_IN = "gradient_in/";
    private static final String GRADIENT_OUT = "gradient_out/";

    private TrainingGraph() {}

    public static String parameter(String name) {
        return PARAMETER + name;
    }

    static String gradientIn(String name) {
        return GRADIENT_IN + name;
    }

    public static String gradientOut(String name) {
        return GRADIENT_OUT + name;
    }

    /**
     * Builds the graph for one size of batches.
     *
     * @param body of the language model for this size
     * @param trained the names of the weights that get gradients
     * @param slots of the tiles of the images
     * @param features {@code [slots, feature tokens, vision width]}
     * @param masks what the masks of texts of full length make of a graph, see {@link BlockedAttention}
     * @param recomputation what the way back computes a second time
     */
    static Graph build(
            LanguageModel model,
            LanguageBody body,
            TrainedParts parts,
            Set<String> trained,
            TextBatch.Size size,
            ImageSlots slots,
            TensorType features,
            Function<Graph, Optional<Map<String, Tensor>>> masks,
            Recomputation recomputation) {
        Graph visual = DropoutMasks.fed(visual(parts.adapter(), features, slots.textTokens()));
        TypedGraph forward = BlockedAttention.of(
                Specialization.of(forward(model, body, parts, visual, features, size, slots), body.shapes()), masks);
        GraphBuilder g = forward.toBuilder();
        Map<String, String> names = new LinkedHashMap<>();
        trained.forEach(name -> names.put(parameter(name), name));
        Map<String, Value> gradients = Gradients.append(
                g, forward.graph(), forward.types(), TokenCrossEntropy.LOSS, names.keySet(), recomputation);
        g.scope("");
        Map<String, long[]> shapes = parts.parameterShapes();
        names.forEach((parameter, name) -> {
            Object[] shape = dims(shapes.get(name));
            Value sum = g.input(gradientIn(name), ElementType.FLOAT, shape).add(gradients.get(parameter));
            g.output(gradientOut(name), sum);
        });
        return g.build().pruned();
    }

    /** How the graph is repeated for several micro-batches: inputs are of each, the weights, the sums and the beginning of all. */
    static Repetition repetition(Graph graph, Set<String> trained) {
        Set<String> sliced = new LinkedHashSet<>(graph.inputNames());
        sliced.removeIf(
                name -> name.startsWith(PARAMETER) || name.startsWith(GRADIENT_IN) || KnownBeginning.isState(name));
        Map<String, String> sums = new LinkedHashMap<>();
        trained.forEach(name -> sums.put(gradientIn(name), gradientOut(name)));
        return new Repetition(sliced, sums);
    }

    /** The loss alone, for validation. */
    static Graph loss(
            LanguageModel model,
            LanguageBody body,
            TrainedParts parts,
            TextBatch.Size size,
            ImageSlots slots,
            TensorType features,
            Function<Graph, Optional<Map<String, Tensor>>> masks) {
        Graph forward = forward(
                model, body, parts, visual(parts.adapter(), features, slots.textTokens()), features, size, slots);
        return BlockedAttention.of(Specialization.of(forward, body.shapes()), masks)
                .graph();
    }

    /** The features through the adapter alone, which computes in single precision whatever they are stored in. */
    private static Graph visual(Adapter adapter, TensorType type, int textTokens) {
        GraphBuilder g = new GraphBuilder("adapter");
        Map<String, Value> parameters = new LinkedHashMap<>();
        Map<String, long[]> shapes = new LinkedHashMap<>(adapter.parameterShapes());
        shapes.keySet().removeAll(adapter.separators());
        shapes.forEach((name, shape) -> parameters.put(name, g.input(parameter(name), ElementType.FLOAT, dims(shape))));
        Value features =
                g.input(FEATURES, type.element(), dims(type.shape().sizes())).cast(ElementType.FLOAT);
        g.output(
                VISUAL,
                textTokens == 0
                        ? adapter.build(g, features, parameters)
                        : adapter.build(g, features, text(g, type.shape().dim(0).size(), textTokens), parameters));
        return g.build();
    }

    private static TextInput text(GraphBuilder g, long slots, int tokens) {
        return new TextInput(
                g.input(TEXT_IDS, ElementType.INT64, slots, tokens),
                g.input(TEXT_MASK, ElementType.INT64, slots, tokens));
    }

    private static Graph forward(
            LanguageModel model,
            LanguageBody body,
            TrainedParts parts,
            Graph adapter,
            TensorType features,
            TextBatch.Size size,
            ImageSlots slots) {
        int visualTokens =
                parts.adapter().visualTokens((int) features.shape().dim(1).size());
        GraphBuilder g = new GraphBuilder("training");
        Value visual = g.include(adapter, Map.of()).get(VISUAL);
        boolean separated = slots.separators() > 0;
        Value index = separated || slots.mixed() > 0
                ? g.input(VISUAL_INDEX, ElementType.INT64, places(slots, visualTokens), 2)
                : g.input(VISUAL_INDEX, ElementType.INT64, slots.count(), visualTokens, 2);
        if (separated) {
            visual = withSeparators(g, parts.adapter(), visual.reshape(-1, model.width()), slots.separators());
        }
        if (slots.mixed() > 0) {
            visual = mixed(g, visual.reshape(-1, model.width()), slots);
        }
        Value ids = g.input(LanguageModel.IDS, ElementType.INT64, size.batch(), body.tokens());
        Value text = g.include(model.embeddingGraph(), Map.of(LanguageModel.IDS, ids))
                .get(LanguageModel.EMBEDS);
        // Each visual token takes a place of its own, so the order of writing does not matter.
        Value prompt = slots.spareRows() == 0
                ? g.op("ScatterND", Map.of(), text, index, visual)
                : scattered(
                        g, text, index, visual, size.batch(), zeros(slots.spareRows(), body.tokens(), model.width()));
        Value loss = g.include(TokenCrossEntropy.of(parts.body(body.graph())), Map.of(LanguageModel.EMBEDS, prompt))
                .get(TokenCrossEntropy.LOSS);
        g.output(TokenCrossEntropy.LOSS, loss);
        return targets(g.build(), size);
    }

    /** Visual tokens in the text, those of slots that no image fills in spare rows behind it, which are cut off. */
    private static Value scattered(GraphBuilder g, Value text, Value index, Value visual, int rows, Tensor spare) {
        Value longer = g.op("Concat", Map.of("axis", 0L), text, g.constant(spare));
        Value filled = g.op("ScatterND", Map.of(), longer, index, visual);
        return filled.slice(0, rows, 0);
    }

    private static int places(ImageSlots slots, int visualTokens) {
        return slots.mixed() > 0 ? slots.mixed() : slots.count() * visualTokens + slots.separators();
    }

    /** Weighted sums of the rows of a table. */
    private static Value mixed(GraphBuilder g, Value table, ImageSlots slots) {
        Value rows = g.input(MIXED_ROWS, ElementType.INT64, slots.mixed(), slots.taps());
        Value weights = g.input(MIXED_WEIGHTS, ElementType.FLOAT, slots.mixed(), slots.taps());
        Value parts = g.op("Gather", Map.of("axis", 0L), table, rows);
        return parts.multiply(weights.unsqueeze(2)).sum(false, 1);
    }

    /** The adapter's separator behind the visual tokens, once for each of its places, so that it gets the sum of their gradients. */
    private static Value withSeparators(GraphBuilder g, Adapter adapter, Value visual, int count) {
        List<String> names = adapter.separators();
        if (names.size() != 1) {
            throw new IllegalArgumentException("an adapter with one separator is expected, found " + names);
        }
        String name = names.get(0);
        long width = adapter.parameterShapes().get(name)[0];
        Value separator = g.input(parameter(name), ElementType.FLOAT, width);
        Value times = g.op(
                "Expand", Map.of(), separator.reshape(1, width), g.constant(Tensor.of(new long[] {count, width}, 2)));
        return g.op("Concat", Map.of("axis", 0L), visual, times);
    }

    private static Tensor zeros(long... shape) {
        return Tensor.allocate(ElementType.FLOAT, shape);
    }

    private static Graph targets(Graph graph, TextBatch.Size size) {
        return graph.withInputShapes(Map.of(
                TokenCrossEntropy.TARGET_INDEX, new long[] {size.targets(), 2},
                TokenCrossEntropy.TARGET_IDS, new long[] {size.targets()},
                TokenCrossEntropy.TARGET_WEIGHTS, new long[] {size.targets()}));
    }

    static Object[] dims(long[] shape) {
        Object[] dims = new Object[shape.length];
        for (int axis = 0; axis < shape.length; axis++) {
            dims[axis] = shape[axis];
        }
        return dims;
    }
}
