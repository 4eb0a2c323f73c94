package dev.graft.backbones;

import dev.graft.graph.ElementType;
import dev.graft.graph.HalfPrecision;
import dev.graft.graph.Tensor;
import dev.graft.graph.ValueInfo;
import dev.graft.graph.runtime.RuntimeTensor;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Continues prompts with a decoder graph, token by token. With a key-value cache each step reads one token a row; a
 * graph without one reads the whole text again.
 */
final class CausalGenerator implements AutoCloseable {
    private final ModelConfig config;
    private final DecoderInputs inputs;
    private final TokenEmbedding embedding;
    private final Session whole;
    private final Session next;
    private final boolean readsLengths;

    CausalGenerator(
            ModelConfig config,
            CacheBranches decoder,
            DecoderInputs inputs,
            TokenEmbedding embedding,
            SessionConfig session) {
        this.config = config;
        this.inputs = inputs;
        this.embedding = embedding;
        // This operator takes only the number of ones from a mask: what is padding must come behind.
        this.readsLengths =
                decoder.whole().nodes().stream().anyMatch(node -> node.opType().equals("GroupQueryAttention"));
        this.whole = Session.open(decoder.whole(), session);
        this.next = decoder.isMerged() ? Session.open(decoder.next(), session) : whole;
    }

    List<long[]> generate(List<Tensor> prompts, GenerationOptions options, TokenListener listener) {
        if (prompts.isEmpty()) {
            return List.of();
        }
        PromptPadding padded = readsLengths
                ? PromptPadding.right(prompts, embedding.width())
                : PromptPadding.left(prompts, embedding.width());
        int limit = limit(padded.longest(), options);
        boolean padsBehind = readsLengths && prompts.stream().anyMatch(prompt -> prompt.dim(0) < padded.longest());
        Continuation texts = new Continuation(prompts.size(), options, config.eosIds(), listener);
        // Without a cache what is new would be read behind the padding.
        boolean together = !padsBehind || inputs.hasCache();
        if (together && extend(padded, padsBehind, texts, limit)) {
            return texts.finish();
        }
        List<long[]> each = new ArrayList<>();
        for (int row = 0; row < prompts.size(); row++) {
            PromptPadding alone = PromptPadding.right(List.of(prompts.get(row)), embedding.width());
            Continuation text = Continuation.ofRow(row, options, config.eosIds(), listener);
            extend(alone, false, text, limit(alone.longest(), options));
            each.addAll(text.finish());
        }
        return each;
    }

    private int limit(int longest, GenerationOptions options) {
        int limit = Math.min(options.maxTokens(), config.contextLength().orElse(Integer.MAX_VALUE) - longest);
        if (limit <= 0) {
            throw new IllegalArgumentException("the prompt takes " + longest + " positions, the model reads at most "
                    + config.contextLength().orElse(0) + " with its answer; shorten the prompt");
        }
        return limit;
    }

    /** False, with nothing done, where the graph gives only logits of the padding behind a shorter prompt. */
    private boolean extend(PromptPadding padded, boolean padsBehind, Continuation texts, int limit) {
        try (Run run = new Run(padded)) {
            run.start();
            if (padsBehind) {
                if (run.rowStride() == 1) {
                    return false;
                }
                run.skipPadding();
            }
            for (int step = 0; step < limit && !texts.isComplete(); step++) {
                long[] next = texts.accept(run.logits(), run.rowStride());
                if (step + 1 < limit && !texts.isComplete()) {
                    run.append(next);
                }
            }
        }
        return true;
    }

    @Override
    public void close() {
        if (next != whole) {
            next.close();
        }
        whole.close();
    }

    /** The state of one call: what was read so far and the logits of the last position. */
    private final class Run implements AutoCloseable {
        private final int batch;
        private final int width;
        private Tensor embeds;
        private Tensor mask;
        private Map<String, RuntimeTensor> cache = Map.of();
        private Tensor logits;

        Run(PromptPadding prompts) {
            this.batch = (int) prompts.mask().dim(0);
            this.width = embedding.width();
            this.embeds = prompts.embeds();
            this.mask = prompts.mask();
        }

        /** Reads the prompts. */
        void start() {
            read(embeds);
        }

        /** Keeps {@code [batch, 1, vocabulary]}: what follows the last token of each prompt, before its padding. */
        void skipPadding() {
            int vocabulary = (int) logits.dim(-1);
            int longest = (int) mask.dim(1);
            Tensor last = Tensor.allocate(ElementType.FLOAT, batch, 1, vocabulary);
            for (int row = 0; row < batch; row++) {
                int position = row * longest + longest - 1;
                while (position > row * longest && mask.longs().get(position) == 0) {
                    position--;
                }
                last.floats().position(row * vocabulary).put(logits.floats().slice(position * vocabulary, vocabulary));
            }
            logits = last;
        }

        Tensor logits() {
            return logits;
        }

        /** Positions of logits in one row; the last one counts. */
        int rowStride() {
            return (int) logits.dim(1);
        }

        void append(long[] tokens) {
            Tensor fresh = embedding.embed(tokens).reshape(batch, 1, width);
            mask = widened(mask);
            if (inputs.hasCache()) {
                read(fresh);
            } else {
                embeds = joined(embeds, fresh);
                read(embeds);
            }
        }

        private void read(Tensor newEmbeds) {
            int tokens = (int) newEmbeds.dim(1);
            Session session = cache.isEmpty() ? whole : next;
            Map<String, Tensor> feeds = new LinkedHashMap<>(inputs.feeds(mask, tokens));
            feeds.put(LanguageModel.EMBEDS, newEmbeds);
            if (cache.isEmpty()) {
                feeds.putAll(inputs.emptyCache(batch));
                feeds.keySet().retainAll(session.inputNames());
            }
            Set<String> wanted = new LinkedHashSet<>(Set.of(LanguageModel.LOGITS));
            inputs.past().forEach(info -> wanted.add(DecoderInputs.present(info.name())));
            Map<String, RuntimeTensor> results = session.run(feeds, cache, wanted);
            cache.values().forEach(RuntimeTensor::close);
            cache = new LinkedHashMap<>();
            for (ValueInfo info : inputs.past()) {
                cache.put(info.name(), results.get(DecoderInputs.present(info.name())));
            }
            try (RuntimeTensor scores = results.get(LanguageModel.LOGITS)) {
                logits = HalfPrecision.widen(scores.toTensor());
            }
        }

        @Override
        public void close() {
            cache.values().forEach(RuntimeTensor::close);
        }

        private Tensor widened(Tensor marks) {
            int old = (int) marks.dim(1);
            Tensor wider = Tensor.allocate(ElementType.INT64, batch, old + 1);
            LongBuffer into = wider.longs();
            for (int row = 0; row < batch; row++) {
                into.position(row * (old + 1)).put(marks.longs().slice(row * old, old));
                into.put(1);
            }
            return wider;
        }

        private Tensor joined(Tensor first, Tensor second) {
            int old = (int) first.dim(1);
            Tensor both = Tensor.allocate(ElementType.FLOAT, batch, old + 1, width);
            for (int row = 0; row < batch; row++) {
                both.floats()
                        .position(row * (old + 1) * width)
                        .put(first.floats().slice(row * old * width, old * width))
                        .put(second.floats().slice(row * width, width));
            }
            return both;
        }
    }
}
