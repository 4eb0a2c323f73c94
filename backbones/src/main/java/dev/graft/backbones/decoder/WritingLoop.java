package dev.graft.backbones.decoder;

import dev.graft.backbones.language.CausalLanguageModel;
import dev.graft.backbones.language.DecoderInputs;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Repetition;
import dev.graft.graph.Value;
import dev.graft.graph.WhileLoop;
import dev.graft.graph.rewrite.OpsetUpgrade;
import dev.graft.graph.runtime.Bound;
import dev.graft.graph.runtime.RuntimeTensor;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Several tokens of each row in one run, the likeliest each time: embedding, decoder and choice in a loop, so that the cache of keys
 * and values goes to a device and back once for all of them instead of once for each.
 */
final class WritingLoop implements AutoCloseable {
    /** Tokens of a run, since whoever reads along gets them together. */
    private static final int TOGETHER = 16;

    private static final String TOKENS = "tokens";
    private static final String NEXT = "tokens/next";
    private static final String MASK = "mask";
    private static final String LONGER = "mask/longer";
    private static final String ENDED = "ended";
    private static final String ENDED_NOW = "ended/now";
    private static final String GOES_ON = "goes_on";
    private static final String WRITTEN = "written";

    private final Session session;
    private final DecoderInputs inputs;

    /**
     * What a run wrote.
     *
     * @param tokens of all rows, one after the other
     * @param mask of all that was read, which is not the last of the tokens
     * @param cache by the names of the outputs
     */
    record Written(List<long[]> tokens, Tensor mask, Map<String, RuntimeTensor> cache) {}

    private WritingLoop(Session session, DecoderInputs inputs) {
        this.session = session;
        this.inputs = inputs;
    }

    /** Opens the loop of a model; empty where it has no cache, fixed sizes, or operators that no device repeats. */
    static Optional<WritingLoop> open(CausalLanguageModel model, SessionConfig config) {
        Graph decoder = OpsetUpgrade.upgrade(model.decoder().next());
        if (!model.inputs().hasCache() || !model.fixed().isNone() || !Repetition.isOnCuda(decoder.opset(""))) {
            return Optional.empty();
        }
        Map<String, String> carried = new LinkedHashMap<>(Map.of(TOKENS, NEXT, MASK, LONGER, ENDED, ENDED_NOW));
        model.inputs().past().forEach(info -> carried.put(info.name(), DecoderInputs.present(info.name())));
        Graph once = once(model, decoder);
        Session session = Session.open(once, new WhileLoop(carried, GOES_ON)::of, config);
        return Optional.of(new WritingLoop(session, model.inputs()));
    }

    /** Reads a token of each row and chooses the next. */
    private static Graph once(CausalLanguageModel model, Graph decoder) {
        GraphBuilder g = new GraphBuilder("writing");
        Value tokens = g.input(TOKENS, ElementType.INT64, "rows", 1);
        Value one = g.scalar(ElementType.INT64, 1);
        Value longer = g.input(MASK, ElementType.INT64, "rows", "read")
                .concat(1, tokens.multiply(0).add(one));
        Value embeds = g.include(model.embeddingGraph(), Map.of(LanguageModel.IDS, tokens))
                .get(LanguageModel.EMBEDS)
                .cast(ElementType.FLOAT);
        Map<String, Value> fed = new LinkedHashMap<>();
        fed.put(DecoderInputs.MASK, longer);
        fed.put(
                DecoderInputs.POSITIONS,
                longer.cast(ElementType.BOOL)
                        .cast(ElementType.INT64)
                        .sum(true, 1)
                        .subtract(one));
        fed.put(DecoderInputs.LOGITS_TO_KEEP, g.constant(Tensor.scalar(0L)));
        fed.put(LanguageModel.EMBEDS, embeds);
        fed.keySet().retainAll(decoder.inputNames());
        Map<String, Value> results = g.include(decoder, fed);
        Value logits = results.get(LanguageModel.LOGITS).cast(ElementType.FLOAT);
        Value next = g.op("ArgMax", "", Map.of("axis", -1, "keepdims", 0), ElementType.INT64, logits);
        Value ended = g.input(ENDED, ElementType.INT64, "rows", 1);
        for (long end : model.config().eosIds()) {
            ended = ended.add(
                    next.equal(g.scalar(ElementType.INT64, (double) end)).cast(ElementType.INT64));
        }
        Value fewest = g.op("ReduceMin", Map.of("keepdims", 0), ended);
        g.output(GOES_ON, g.op("Less", "", Map.of(), ElementType.BOOL, fewest, one));
        g.output(NEXT, next);
        g.output(LONGER, longer);
        g.output(ENDED_NOW, ended);
        g.output(WRITTEN, next);
        results.keySet().removeIf(LanguageModel.LOGITS::equals);
        results.forEach(g::output);
        return g.build();
    }

    /**
     * Writes on with all rows.
     *
     * @param steps holds the cache of what was read, which is taken from it
     * @param mask {@code [rows, read]}
     * @param tokens the last of each row, which is not read yet
     * @param ended whether a row's text has ended, so that what follows does not count
     * @param most tokens for each row; there are fewer where all texts end before
     */
    Written write(Bound steps, Tensor mask, long[] tokens, boolean[] ended, int most) {
        long[] marks = new long[ended.length];
        for (int row = 0; row < marks.length; row++) {
            marks[row] = ended[row] ? 1 : 0;
        }
        try (Bound bound = session.bind()) {
            bound.input(WhileLoop.ROUNDS, Tensor.scalar((long) Math.min(most, TOGETHER)));
            bound.input(TOKENS, Tensor.of(tokens, tokens.length, 1));
            bound.input(ENDED, Tensor.of(marks, marks.length, 1));
            bound.input(MASK, mask);
            inputs.past().forEach(info -> steps.pass(info.name(), bound));
            Set<String> wanted = new LinkedHashSet<>(Set.of(WRITTEN, LONGER));
            inputs.past().forEach(info -> wanted.add(DecoderInputs.present(info.name())));
            Map<String, RuntimeTensor> results = bound.run(wanted);
            Tensor written = taken(results, WRITTEN);
            return new Written(
                    written.rows().stream().map(Tensor::toLongArray).toList(), taken(results, LONGER), results);
        }
    }

    private static Tensor taken(Map<String, RuntimeTensor> results, String name) {
        try (RuntimeTensor result = results.remove(name)) {
            return result.toTensor();
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
