package dev.graft.backbones.generation;

import dev.graft.backbones.language.DecoderInputs;
import dev.graft.backbones.language.FixedSizes;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.ValueInfo;
import dev.graft.graph.runtime.Bound;
import dev.graft.graph.runtime.RuntimeTensor;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.HalfPrecision;
import dev.graft.tensors.Tensor;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** A decoder on its way through texts: what it has read so far, its cache, and the logits of the last position. */
final class DecoderRun implements AutoCloseable {
    private final DecoderSessions sessions;
    private final int batch;
    private final int width;
    private Tensor embeds;
    private Tensor mask;
    private final Bound first;
    private final Bound next;
    private boolean begun;
    private Map<String, RuntimeTensor> cache = Map.of();
    private Tensor logits;

    DecoderRun(DecoderSessions sessions, PromptPadding prompts) {
        this.sessions = sessions;
        this.batch = (int) prompts.mask().dim(0);
        this.width = sessions.width();
        this.first = sessions.whole().bind();
        this.next =
                sessions.next() == sessions.whole() ? first : sessions.next().bind();
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

    int vocabulary() {
        return (int) logits.dim(-1);
    }

    /** The same state in several rows, to go on differently in each. This one must have a single row. */
    DecoderRun repeated(int rows) {
        PromptPadding same = new PromptPadding(repeated(embeds, rows), repeated(mask, rows));
        DecoderRun copies = new DecoderRun(sessions, same);
        cache.forEach((name, state) -> copies.next.input(name, repeated(state.toTensor(), rows)));
        copies.begun = true;
        return copies;
    }

    private static Tensor repeated(Tensor row, int times) {
        long[] shape = row.shape();
        shape[0] = times;
        Tensor all = Tensor.allocate(row.type(), shape);
        ByteBuffer into = all.bytes();
        for (int i = 0; i < times; i++) {
            into.put(row.bytes());
        }
        return all;
    }

    /** Positions of logits in one row; the last one counts. */
    int rowStride() {
        return (int) logits.dim(1);
    }

    void append(long[] tokens) {
        Tensor fresh = sessions.embedding().embed(tokens).reshape(batch, 1, width);
        mask = widened(mask);
        if (sessions.inputs().hasCache()) {
            read(fresh);
        } else {
            embeds = joined(embeds, fresh);
            read(embeds);
        }
    }

    private void read(Tensor newEmbeds) {
        boolean goesOn = begun && sessions.inputs().hasCache();
        Bound bound = goesOn ? next : first;
        Tensor filled = sessions.fixed().isNone() ? newEmbeds : sessions.fixed().filled(newEmbeds);
        Tensor marks = sessions.fixed().isNone() ? mask : sessions.fixed().filled(mask);
        Map<String, Tensor> feeds = new LinkedHashMap<>(sessions.inputs().feeds(marks, (int) filled.dim(1)));
        feeds.put(LanguageModel.EMBEDS, filled);
        if (!goesOn) {
            feeds.putAll(sessions.inputs().emptyCache((int) filled.dim(0)));
            feeds.keySet().retainAll(sessions.whole().inputNames());
        }
        feeds.forEach(bound::input);
        take(bound.run(sessions.outputs()));
        if (!sessions.fixed().isNone()) {
            logits = FixedSizes.cut(logits, batch, (int) newEmbeds.dim(1));
        }
        begun = true;
    }

    /** The longer cache is what the next step reads, and stays where the runtime has it. */
    private void take(Map<String, RuntimeTensor> results) {
        try (RuntimeTensor scores = results.get(LanguageModel.LOGITS)) {
            cache = new LinkedHashMap<>();
            for (ValueInfo info : sessions.inputs().past()) {
                RuntimeTensor state = results.get(DecoderInputs.present(info.name()));
                next.input(info.name(), state);
                cache.put(info.name(), state);
            }
            logits = HalfPrecision.widen(scores.toTensor());
        }
    }

    @Override
    public void close() {
        first.close();
        next.close();
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
