package dev.graft.backbones.inspect;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.language.TextBatch;
import dev.graft.backbones.language.TextRow;
import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.graph.autodiff.UndifferentiableException;
import dev.graft.graph.runtime.RuntimeFailure;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ModelFileException;
import java.util.List;
import java.util.Optional;

/** Whether a gradient can be derived that passes through a backbone, found out by deriving it. */
public sealed interface Trainability {
    /** It can. */
    record Yes() implements Trainability {}

    /**
     * It cannot.
     *
     * @param reason what stands in the way, and what to do
     * @param obstacle the node, where it is one
     */
    record No(String reason, Optional<Obstacle> obstacle) implements Trainability {}

    /**
     * It was not tried: to open so large a graph with all that the gradient adds takes minutes.
     *
     * @param nodes of the graph
     */
    record Untried(int nodes) implements Trainability {}

    /** More than the largest exports have; more are not differentiated for a description. */
    int MOST_NODES = 20_000;

    /**
     * A node through which no gradient passes.
     *
     * @param domain {@code ai.onnx} for the standard operators
     * @param opset the version of the domain's operator set
     */
    record Obstacle(String node, String operator, String domain, int opset) {}

    /**
     * Derives the gradient for a small input, without computing it.
     *
     * @param nodes of the graphs of the backbone
     */
    static Trainability of(BackboneKind kind, BackbonePlace place, int nodes, SessionConfig session) {
        if (nodes > MOST_NODES) {
            return new Untried(nodes);
        }
        try {
            if (kind.isLanguageModel()) {
                differentiateLanguageModel(place, session);
            } else {
                differentiateEncoder(place, session);
            }
            return new Yes();
        } catch (UndifferentiableException e) {
            return new No(e.getMessage(), Optional.of(new Obstacle(e.node(), e.operator(), e.domain(), e.opset())));
        } catch (ModelFileException | RuntimeFailure | IllegalArgumentException e) {
            // Rewrites of a foreign graph refuse what they do not expect by the last.
            return new No(e.getMessage(), Optional.empty());
        }
    }

    private static void differentiateLanguageModel(BackbonePlace place, SessionConfig session) {
        LanguageModel model = LanguageModel.load(place);
        List<long[]> prompts = List.of(new long[] {0, 1, 2, 3}, new long[] {0, 1});
        List<long[]> targets = List.of(new long[] {1, 2}, new long[] {3});
        List<TextRow> rows = TextRow.all(prompts, targets);
        if (model.fixedRows() == 1) {
            rows = rows.subList(0, 1);
        }
        TextBatch batch = model.layout(rows, model.size(rows));
        long[] ids = batch.inputIds().shape();
        new EmbeddingGradient(model, batch, new long[] {ids[0], ids[1], model.width()}, session).close();
    }

    private static void differentiateEncoder(BackbonePlace place, SessionConfig session) {
        try (VisionEncoder encoder = VisionEncoder.open(place, VisionFeatures.LAST, session)) {
            VisionVerification.backward(encoder, session).close();
        }
    }
}
