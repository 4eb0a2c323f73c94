package dev.graft.training.contrast;

import dev.graft.adapters.block.Weights;
import dev.graft.adapters.contrast.DualEncoder;
import dev.graft.backbones.language.TokenCrossEntropy;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.TypedGraph;
import dev.graft.graph.Value;
import dev.graft.graph.rewrite.DropoutMasks;
import dev.graft.graph.rewrite.Specialization;
import dev.graft.tensors.ElementType;
import dev.graft.training.loss.InfoNce;
import dev.graft.training.loss.SigmoidContrast;
import dev.graft.training.step.ParameterGradients;
import dev.graft.training.step.TrainingGraph;
import java.util.Map;
import java.util.Set;

/**
 * The graph of an adapter's contrast between two frozen towers, for batches of one size: features of images and vectors of
 * texts to the loss, and back to the weights.
 *
 * @param featureTokens feature vectors of an image
 * @param visionWidth of each
 */
record ContrastGraph(DualEncoder network, int batch, int featureTokens, int visionWidth) {
    static final String FEATURES = TrainingGraph.FEATURES;
    /** {@code [batch, text width]}, of the text encoder. */
    static final String TEXTS = "texts";
    /** {@code [batch, batch]}, see {@link dev.graft.training.loss.PairTargets}. */
    static final String PAIRS = "pairs";

    static final String LOSS = TokenCrossEntropy.LOSS;

    /** The loss alone, for validation. */
    Graph loss() {
        return specialized(forward()).graph();
    }

    /** The loss and the gradients of some weights, as {@link TrainingGraph#gradientOut} names them. */
    Graph gradients(Set<String> trained) {
        return ParameterGradients.append(specialized(DropoutMasks.fed(forward())), trained);
    }

    private Graph forward() {
        GraphBuilder g = new GraphBuilder("contrast");
        Weights weights = ParameterGradients.inputs(g, network);
        Value features = g.input(FEATURES, ElementType.FLOAT, batch, featureTokens, visionWidth);
        Value vectors = g.input(TEXTS, ElementType.FLOAT, batch, network.textWidth());
        Value pairs = g.input(PAIRS, ElementType.FLOAT, batch, batch);
        Value visual = network.adapter().build(g, features, weights.values());
        Value similarities =
                network.similarities(network.images(visual, weights), network.texts(vectors, weights), weights);
        Value scale = network.logScale(weights);
        g.output(
                LOSS,
                network.spec().form().judgesPairs()
                        ? SigmoidContrast.of(similarities, pairs, scale, network.bias(weights))
                        : InfoNce.of(similarities, scale, pairs));
        return g.build();
    }

    private static TypedGraph specialized(Graph graph) {
        return Specialization.of(graph, Map.of());
    }
}
