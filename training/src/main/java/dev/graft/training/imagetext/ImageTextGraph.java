package dev.graft.training.imagetext;

import dev.graft.adapters.TextInput;
import dev.graft.adapters.block.Weights;
import dev.graft.adapters.qformer.ImageTextNetwork;
import dev.graft.adapters.qformer.QFormer;
import dev.graft.backbones.language.TokenCrossEntropy;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.TypedGraph;
import dev.graft.graph.Value;
import dev.graft.graph.rewrite.DropoutMasks;
import dev.graft.graph.rewrite.Specialization;
import dev.graft.tensors.ElementType;
import dev.graft.training.loss.InfoNce;
import dev.graft.training.loss.QuerySimilarity;
import dev.graft.training.step.ParameterGradients;
import dev.graft.training.step.TrainingGraph;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The graph of BLIP-2's first stage (Li et al. 2023, arXiv:2301.12597, section 3.2) for one size of batches: features
 * and captions through the Q-Former to the sum of its losses, and back to the weights.
 *
 * @param size of all batches that the graph reads
 */
record ImageTextGraph(ImageTextNetwork network, ImageTextSettings objective, Size size) {
    static final String FEATURES = TrainingGraph.FEATURES;
    /** The texts {@code [batch, tokens]} INT64, and where they are no padding. */
    static final String IDS = "ids";

    static final String MASK = "mask";
    /** The same texts with the token that asks for generation in front. */
    static final String GENERATED_IDS = "generated_ids";
    /** {@code [batch, batch]}, see {@link dev.graft.training.loss.PairTargets}. */
    static final String PAIR_TARGETS = "pair_targets";
    /** Similarities of images and texts over the temperature, {@code [images, texts]}. */
    static final String SIMILARITIES = "similarities";

    static final String LOSS = TokenCrossEntropy.LOSS;
    static final String CONTRAST = "itc";
    static final String MATCHING = "itm";
    static final String GENERATION = "itg";

    /**
     * How large batches are.
     *
     * @param features feature vectors of an image
     * @param tokens of the longest text
     * @param targets tokens to generate, with padding
     */
    record Size(int batch, int features, int tokens, int targets) {
        Size withoutTargets() {
            return new Size(batch, features, tokens, 0);
        }
    }

    /** The similarities alone, from which negatives are drawn; nothing is dropped. */
    Graph similarities() {
        GraphBuilder g = new GraphBuilder("similarities");
        Weights weights = ParameterGradients.inputs(g, network);
        g.output(SIMILARITIES, similarities(network.queries(features(g), weights), text(g, IDS), weights));
        return specialized(g.build().withoutUnusedInputs()).graph();
    }

    /** The losses alone, for validation: {@link #LOSS} and its parts. */
    Graph losses() {
        return specialized(forward()).graph();
    }

    /** The losses and the gradients of some weights, as {@link TrainingGraph#gradientOut} names them. */
    Graph gradients(Set<String> trained) {
        return ParameterGradients.append(specialized(DropoutMasks.fed(forward())), trained);
    }

    /** The names of the losses that take part. */
    List<String> parts() {
        List<String> parts = new ArrayList<>();
        weightedParts().forEach((name, weight) -> {
            if (weight > 0) {
                parts.add(name);
            }
        });
        return parts;
    }

    private Map<String, Double> weightedParts() {
        Map<String, Double> weights = new LinkedHashMap<>();
        weights.put(CONTRAST, objective.contrast());
        weights.put(MATCHING, objective.matching());
        weights.put(GENERATION, objective.generation());
        return weights;
    }

    private Graph forward() {
        GraphBuilder g = new GraphBuilder("blip2_stage1");
        Weights weights = ParameterGradients.inputs(g, network);
        Value features = features(g);
        Map<String, Value> losses = losses(g, features, weights);
        Value total = null;
        for (Map.Entry<String, Value> loss : losses.entrySet()) {
            Value weighted = loss.getValue().multiply(weightedParts().get(loss.getKey()));
            total = total == null ? weighted : total.add(weighted);
        }
        g.output(LOSS, total);
        losses.forEach(g::output);
        return g.build().withoutUnusedInputs();
    }

    private Map<String, Value> losses(GraphBuilder g, Value features, Weights weights) {
        Map<String, Value> losses = new LinkedHashMap<>();
        List<String> parts = parts();
        boolean reads = parts.contains(CONTRAST) || parts.contains(MATCHING);
        TextInput text = reads ? text(g, IDS) : null;
        QFormer.Rows generated = null;
        if (parts.contains(GENERATION)) {
            TextInput decoder = new TextInput(texts(g, GENERATED_IDS), reads ? text.mask() : texts(g, MASK));
            generated = network.caption(features, decoder, size.tokens, weights);
        }
        if (parts.contains(CONTRAST)) {
            // In the generating pass queries see no text, so that they are those of a pass of their own.
            Value queries = generated == null ? network.queries(features, weights) : generated.queries();
            Value targets = g.input(PAIR_TARGETS, ElementType.FLOAT, size.batch, size.batch);
            losses.put(CONTRAST, InfoNce.of(similarities(queries, text, weights), targets));
        }
        if (parts.contains(MATCHING)) {
            losses.put(MATCHING, MatchingLoss.of(g, network, size.batch, features, text, weights));
        }
        if (generated != null) {
            losses.put(GENERATION, GenerationLoss.of(g, network.nextWords(generated.text(), weights), size.targets));
        }
        return losses;
    }

    private Value similarities(Value queries, TextInput text, Weights weights) {
        Value images = network.imageVectors(queries, weights);
        Value texts = network.textVectors(text, weights);
        int count = network.network().spec().queries();
        return QuerySimilarity.of(images, texts, size.batch, count, network.contrastWidth())
                .divide(network.temperature(weights));
    }

    private Value features(GraphBuilder g) {
        return g.input(
                FEATURES,
                ElementType.FLOAT,
                size.batch,
                size.features,
                network.network().visionWidth());
    }

    private TextInput text(GraphBuilder g, String ids) {
        return new TextInput(texts(g, ids), texts(g, MASK));
    }

    private Value texts(GraphBuilder g, String name) {
        return g.input(name, ElementType.INT64, size.batch, size.tokens);
    }

    private static TypedGraph specialized(Graph graph) {
        return Specialization.of(graph, Map.of());
    }
}
