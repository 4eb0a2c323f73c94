package dev.graft.backbones.inspect;

import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.language.TextBatch;
import dev.graft.backbones.language.TokenCrossEntropy;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.TypedGraph;
import dev.graft.graph.Value;
import dev.graft.graph.autodiff.Gradients;
import dev.graft.graph.rewrite.Specialization;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The mean loss of given targets as a function of the input embeddings, with its gradient. */
final class EmbeddingGradient implements AutoCloseable {
    private static final String GRADIENT = "gradient";

    /** The loss and d loss / d inputs_embeds. */
    record Result(double loss, Tensor gradient) {}

    private final Map<String, Tensor> feeds;
    private final Session session;

    /** @param embedsShape {@code [batch, tokens, width]} */
    EmbeddingGradient(LanguageModel model, TextBatch batch, long[] embedsShape, SessionConfig config) {
        int count = batch.targetCount();
        float[] weights = new float[count];
        Arrays.fill(weights, 1f / count);
        feeds = new LinkedHashMap<>(batch.feeds());
        feeds.put(TokenCrossEntropy.TARGET_INDEX, batch.targetIndex());
        feeds.put(TokenCrossEntropy.TARGET_IDS, batch.targetIds());
        feeds.put(TokenCrossEntropy.TARGET_WEIGHTS, Tensor.of(weights, count));
        Map<String, long[]> shapes = new LinkedHashMap<>();
        feeds.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        shapes.put(LanguageModel.EMBEDS, embedsShape);
        TypedGraph forward = Specialization.of(TokenCrossEntropy.of(model.bodyGraph()), shapes);
        GraphBuilder g = forward.toBuilder();
        Map<String, Value> gradients = Gradients.append(
                g, forward.graph(), forward.types(), TokenCrossEntropy.LOSS, List.of(LanguageModel.EMBEDS));
        g.scope("").output(GRADIENT, gradients.get(LanguageModel.EMBEDS));
        session = Session.open(g.build(), config);
    }

    Result at(Tensor embeds) {
        Map<String, Tensor> all = new LinkedHashMap<>(feeds);
        all.put(LanguageModel.EMBEDS, embeds);
        Map<String, Tensor> results = session.run(all);
        return new Result(results.get(TokenCrossEntropy.LOSS).toFloatArray()[0], results.get(GRADIENT));
    }

    @Override
    public void close() {
        session.close();
    }
}
