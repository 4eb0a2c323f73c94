package dev.graft.backbones.decoder;

import dev.graft.backbones.language.DecoderInputs;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.ValueInfo;
import dev.graft.graph.runtime.Bound;
import dev.graft.graph.runtime.RuntimeTensor;
import dev.graft.graph.runtime.Session;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.HalfPrecision;
import dev.graft.tensors.Tensor;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The decoder of an encoder-decoder model on its way through texts that are all of one length. With a cache of keys and values it reads
 * only what is new, else the whole texts again.
 */
public final class EncodedRun implements TextRun {
    private final EncodedSessions sessions;
    private final Tensor states;
    /** {@code [rows, tokens of the encoder]}. */
    private final Tensor mask;
    /** By row, the number of its prompt in this run. */
    private final int[] prompts;
    /** All that the decoder has read, {@code [rows, tokens]}. */
    private Tensor ids;

    private Tensor logits;
    /** Goes on from a cache; null where there is none. */
    private final Bound steps;
    /** By the names of the inputs that take them. */
    private final Map<String, Supplier<Tensor>> cache = new LinkedHashMap<>();

    private EncodedRun(EncodedSessions sessions, Tensor states, Tensor mask, int[] prompts, Tensor ids) {
        this.sessions = sessions;
        this.states = states;
        this.mask = mask;
        this.prompts = prompts;
        this.ids = ids;
        this.steps = sessions.next().map(Session::bind).orElse(null);
    }

    /** Encodes prompts, and reads the token with which all texts start. */
    public static EncodedRun of(EncodedSessions sessions, PromptPadding prompts, long start) {
        int rows = (int) prompts.mask().dim(0);
        long[] starts = new long[rows];
        Arrays.fill(starts, start);
        Tensor states = sessions.encode(prompts);
        int[] numbers = IntStream.range(0, rows).toArray();
        EncodedRun run = new EncodedRun(sessions, states, prompts.mask(), numbers, Tensor.of(starts, rows, 1));
        return started(run, run::readWhole);
    }

    private static EncodedRun started(EncodedRun run, Runnable start) {
        try {
            start.run();
            return run;
        } catch (RuntimeException | Error e) {
            run.close();
            throw e;
        }
    }

    private void readWhole() {
        if (steps == null) {
            logits = sessions.decode(ids, states, mask);
            return;
        }
        List<ValueInfo> all = new ArrayList<>(sessions.growing());
        all.addAll(sessions.staying());
        take(sessions.decode(ids, states, mask, wanted(all)), all);
    }

    private static Set<String> wanted(List<ValueInfo> past) {
        Set<String> names = new LinkedHashSet<>(Set.of(LanguageModel.LOGITS));
        past.forEach(info -> names.add(DecoderInputs.present(info.name())));
        return names;
    }

    private void take(Map<String, RuntimeTensor> results, List<ValueInfo> past) {
        for (ValueInfo info : past) {
            RuntimeTensor state = results.get(DecoderInputs.present(info.name()));
            steps.input(info.name(), state);
            cache.put(info.name(), state::toTensor);
        }
        try (RuntimeTensor scores = results.get(LanguageModel.LOGITS)) {
            logits = HalfPrecision.widen(scores.toTensor());
        }
    }

    @Override
    public void append(long[] tokens) {
        ids = appended(ids, tokens);
        if (steps == null) {
            readWhole();
            return;
        }
        Tensor fresh = Tensor.of(tokens, tokens.length, 1);
        EncodedSessions.feed(steps, sessions.next().orElseThrow(), fresh, states, mask);
        take(steps.run(wanted(sessions.growing())), sessions.growing());
    }

    @Override
    public int rows() {
        return (int) ids.dim(0);
    }

    @Override
    public int tokens() {
        return (int) ids.dim(1);
    }

    /** Tokens of the longest prompt, padding included. */
    public int promptTokens() {
        return (int) mask.dim(1);
    }

    @Override
    public Tensor logits() {
        return logits;
    }

    @Override
    public boolean hasRows() {
        return true;
    }

    @Override
    public EncodedRun with(int[] rows) {
        EncodedRun other = new EncodedRun(
                sessions,
                KeyValues.rows(states, rows),
                KeyValues.rows(mask, rows),
                IntStream.of(rows).map(row -> prompts[row]).toArray(),
                KeyValues.rows(ids, rows));
        return started(other, () -> {
            other.logits = KeyValues.rows(logits, rows);
            cache.forEach((name, state) -> other.put(name, KeyValues.rows(state.get(), rows)));
        });
    }

    private void put(String name, Tensor state) {
        steps.input(name, state);
        cache.put(name, () -> state);
    }

    /** Where every row goes on with a text about its own prompt, what the encoder gave of that stays where it is. */
    @Override
    public EncodedRun rearranged(int[] sources) {
        boolean stay = IntStream.range(0, sources.length).allMatch(row -> prompts[sources[row]] == prompts[row]);
        if (stay) {
            ids = KeyValues.rows(ids, sources);
            sessions.growing()
                    .forEach(info -> put(
                            info.name(), KeyValues.rows(cache.get(info.name()).get(), sources)));
            return this;
        }
        EncodedRun other = with(sources);
        close();
        return other;
    }

    /** The texts of two runs of one length in one, the first one's before; apart from them. */
    public static EncodedRun join(EncodedRun first, EncodedRun second) {
        int known = IntStream.of(first.prompts).max().orElse(-1) + 1;
        EncodedRun both = new EncodedRun(
                first.sessions,
                joined(first.states, second.states, 1),
                joined(first.mask, second.mask, 1),
                IntStream.concat(
                                IntStream.of(first.prompts),
                                IntStream.of(second.prompts).map(prompt -> known + prompt))
                        .toArray(),
                joined(first.ids, second.ids, 1));
        return started(both, () -> {
            both.logits = joined(last(first.logits), last(second.logits), 1);
            List<ValueInfo> past = new ArrayList<>(first.sessions.growing());
            past.addAll(first.sessions.staying());
            Map<String, Integer> axes = new DecoderInputs(List.of(), past).tokenAxes();
            first.cache.forEach((name, state) ->
                    both.put(name, joined(state.get(), second.cache.get(name).get(), axes.get(name))));
        });
    }

    /** One behind the other, with zeros behind what is shorter, which is masked. */
    private static Tensor joined(Tensor first, Tensor second, int axis) {
        String name = "rows";
        Map<String, Integer> axes = Map.of(name, axis);
        KeyValues one = new KeyValues((int) first.dim(axis), Map.of(name, first), axes);
        KeyValues other = new KeyValues((int) second.dim(axis), Map.of(name, second), axes);
        return KeyValues.join(List.of(one, other), true).states().get(name);
    }

    private static Tensor last(Tensor logits) {
        int rows = (int) logits.dim(0);
        int positions = (int) logits.dim(1);
        int vocabulary = (int) logits.dim(2);
        Tensor last = Tensor.allocate(ElementType.FLOAT, rows, 1, vocabulary);
        for (int row = 0; row < rows; row++) {
            int offset = ((row + 1) * positions - 1) * vocabulary;
            last.floats().position(row * vocabulary).put(logits.floats().slice(offset, vocabulary));
        }
        return last;
    }

    private static Tensor appended(Tensor ids, long[] next) {
        int old = (int) ids.dim(1);
        Tensor longer = Tensor.allocate(ElementType.INT64, next.length, old + 1);
        LongBuffer into = longer.longs();
        for (int row = 0; row < next.length; row++) {
            into.put(ids.longs().slice(row * old, old)).put(next[row]);
        }
        return longer;
    }

    @Override
    public void close() {
        if (steps != null) {
            steps.close();
        }
    }
}
