package dev.graft.backbones.decoder;

import dev.graft.backbones.language.DecoderInputs;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.ValueInfo;
import dev.graft.graph.runtime.RuntimeFailure;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether the masks of a decoder keep every token from those that come after it. A model that reads its prompt in both directions,
 * as PaliGemma does, has others.
 */
final class CausalMasks {
    private static final int TOKENS = 3;

    /** The weakest number that exports write for minus infinity. */
    private static final float MASKED = -1e4f;

    private CausalMasks() {}

    /**
     * Finds out by computing the masks of a text.
     *
     * @param masks names of values that are added to scores, {@code [rows or 1, heads or 1, tokens, all tokens]} FLOAT if they
     *     are as asked for
     */
    static boolean are(Graph graph, Set<String> masks, DecoderInputs inputs) {
        Graph computing = computing(graph, masks);
        try (Session session = Session.open(computing, SessionConfig.DEFAULT)) {
            Map<String, Tensor> feeds = feeds(graph, inputs);
            feeds.keySet().retainAll(session.inputNames());
            return session.run(feeds).values().stream().allMatch(CausalMasks::isCausal);
        } catch (RuntimeFailure e) {
            return false;
        }
    }

    private static Graph computing(Graph graph, Set<String> masks) {
        List<Node> nodes = new ArrayList<>(graph.nodes());
        List<ValueInfo> outputs = new ArrayList<>();
        for (String mask : masks) {
            String output = mask + "/seen";
            nodes.add(new Node("Identity", "", output, List.of(mask), List.of(output), Map.of()));
            outputs.add(new ValueInfo(output, null));
        }
        return graph.withNodes(nodes).withOutputs(outputs).pruned().withoutUnusedInputs();
    }

    private static Map<String, Tensor> feeds(Graph graph, DecoderInputs inputs) {
        long[] ones = new long[TOKENS];
        Arrays.fill(ones, 1);
        Map<String, Tensor> feeds = new LinkedHashMap<>(inputs.feeds(Tensor.of(ones, 1, TOKENS), TOKENS));
        feeds.putAll(inputs.emptyCache(1));
        long width = graph.input(LanguageModel.EMBEDS)
                .map(info -> info.type().shape().sizes())
                .map(sizes -> sizes[sizes.length - 1])
                .filter(size -> size > 0)
                .orElse(1L);
        feeds.put(LanguageModel.EMBEDS, Tensor.allocate(ElementType.FLOAT, 1, TOKENS, width));
        return feeds;
    }

    private static boolean isCausal(Tensor mask) {
        if (mask.type() != ElementType.FLOAT || mask.rank() != 4 || mask.dim(2) != TOKENS || mask.dim(3) != TOKENS) {
            return false;
        }
        FloatBuffer numbers = mask.floats();
        for (int i = 0; i < numbers.limit(); i++) {
            boolean isLater = i % TOKENS > i / TOKENS % TOKENS;
            if (isLater && !(numbers.get(i) <= MASKED)) {
                return false;
            }
        }
        return true;
    }
}
