package dev.graft.backbones.masks;

import dev.graft.backbones.language.DecoderInputs;
import dev.graft.backbones.language.FixedSizes;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.ValueInfo;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the masks of a decoder that keep tokens from those behind them, by computing for a small text all that is made of its
 * layout. Nothing depends on how the graph makes them.
 */
final class CausalMasks {
    private static final int ROWS = 2;
    private static final int TOKENS = 5;

    private CausalMasks() {}

    /** The masks by the names of the values. */
    static Map<String, CausalMask> find(Graph graph, TextFlow flow, DecoderInputs inputs, FixedSizes fixed) {
        Set<String> layouts = flow.layouts();
        if (layouts.isEmpty()) {
            return Map.of();
        }
        int rows = fixed.rows() == 0 ? ROWS : fixed.rows();
        int tokens = fixed.tokens() == 0 ? TOKENS : fixed.tokens();
        Map<String, CausalMask> masks = new LinkedHashMap<>();
        SessionConfig frugal = SessionConfig.DEFAULT.withThreads(1).withPrepack(false);
        try (Session session = Session.open(computing(graph, layouts), frugal)) {
            Map<String, Tensor> feeds = feeds(graph, inputs, rows, tokens);
            feeds.keySet().retainAll(session.inputNames());
            Map<String, Tensor> computed = session.run(feeds);
            layouts.forEach(name ->
                    CausalMask.of(computed.get(output(name)), rows, tokens).ifPresent(mask -> masks.put(name, mask)));
        }
        return masks;
    }

    private static String output(String value) {
        return value + "/computed";
    }

    private static Graph computing(Graph graph, Set<String> values) {
        List<Node> nodes = new ArrayList<>(graph.nodes());
        List<ValueInfo> outputs = new ArrayList<>();
        for (String value : values) {
            nodes.add(new Node("Identity", "", output(value), List.of(value), List.of(output(value)), Map.of()));
            outputs.add(new ValueInfo(output(value), null));
        }
        return graph.withNodes(nodes).withOutputs(outputs).pruned().withoutUnusedInputs();
    }

    private static Map<String, Tensor> feeds(Graph graph, DecoderInputs inputs, int rows, int tokens) {
        long[] ones = new long[rows * tokens];
        Arrays.fill(ones, 1);
        Map<String, Tensor> feeds = new LinkedHashMap<>(inputs.feeds(Tensor.of(ones, rows, tokens), tokens));
        feeds.putAll(inputs.emptyCache(rows));
        long width = graph.input(LanguageModel.EMBEDS)
                .map(info -> info.type().shape().sizes())
                .map(sizes -> sizes[sizes.length - 1])
                .filter(size -> size > 0)
                .orElse(1L);
        feeds.put(LanguageModel.EMBEDS, Tensor.allocate(ElementType.FLOAT, rows, tokens, width));
        return feeds;
    }
}
