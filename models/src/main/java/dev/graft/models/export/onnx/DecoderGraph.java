package dev.graft.models.export.onnx;

import dev.graft.backbones.language.CacheBranches;
import dev.graft.backbones.language.CausalLanguageModel;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.Graph;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Tensor;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The decoder of a language model as one graph, from embeddings and a key-value cache, which may be empty, to scores. */
final class DecoderGraph {
    private static final int TRIAL_TOKENS = 5;
    private static final double TOLERANCE = 1e-3;

    private DecoderGraph() {}

    /**
     * The graph of a model.
     *
     * @throws InvalidInputException if the export has no key-value cache, or goes on from one by a graph that cannot begin
     */
    static Graph of(CausalLanguageModel language) {
        CacheBranches branches = language.decoder();
        if (!language.inputs().hasCache()) {
            throw new InvalidInputException("the ONNX export of the language model '"
                    + language.config().id() + "' has no key-value cache, by which transformers.js generates; export it"
                    + " with one: optimum-cli export onnx --task text-generation-with-past");
        }
        if (branches.isMerged() && !begins(language, branches)) {
            throw new InvalidInputException("the ONNX export of the language model '"
                    + language.config().id()
                    + "' reads a prompt by one graph and goes on by another, which cannot begin a"
                    + " text; export it again with a newer optimum, whose decoder is one graph");
        }
        return branches.next();
    }

    /** Whether the graph that goes on from a cache says the same of a text from its beginning as the one that reads it whole. */
    private static boolean begins(CausalLanguageModel language, CacheBranches branches) {
        Tensor embeds = Tensor.allocate(ElementType.FLOAT, 1, TRIAL_TOKENS, language.width());
        FloatBuffer values = embeds.floats();
        Random random = new Random(1);
        while (values.hasRemaining()) {
            values.put((float) random.nextGaussian());
        }
        Tensor whole = logits(language, branches.whole(), embeds);
        Tensor next;
        try {
            next = logits(language, branches.next(), embeds);
        } catch (RuntimeException e) {
            return false; // it takes one token at a time
        }
        FloatBuffer expected = whole.floats();
        FloatBuffer found = next.floats();
        double largest = 1;
        double difference = 0;
        for (int i = 0; i < Math.min(expected.limit(), found.limit()); i++) {
            largest = Math.max(largest, Math.abs(expected.get(i)));
            difference = Math.max(difference, Math.abs(expected.get(i) - found.get(i)));
        }
        return expected.limit() == found.limit() && difference <= TOLERANCE * largest;
    }

    private static Tensor logits(CausalLanguageModel language, Graph graph, Tensor embeds) {
        Tensor mask = Tensor.allocate(ElementType.INT64, 1, TRIAL_TOKENS);
        for (int i = 0; i < TRIAL_TOKENS; i++) {
            mask.longs().put(i, 1);
        }
        Map<String, Tensor> feeds = new LinkedHashMap<>(language.inputs().feeds(mask, TRIAL_TOKENS));
        feeds.putAll(language.inputs().emptyCache(1));
        feeds.put(LanguageModel.EMBEDS, embeds);
        feeds.keySet().retainAll(graph.inputNames());
        try (Session session = Session.open(
                graph.withOutputNames(List.of(LanguageModel.LOGITS)).pruned(), SessionConfig.DEFAULT)) {
            return session.run(feeds).get(LanguageModel.LOGITS);
        }
    }
}
