package dev.graft.backbones.decoder;

import dev.graft.backbones.generation.Padding;
import dev.graft.backbones.language.DecoderInputs;
import dev.graft.backbones.language.FixedSizes;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.ValueInfo;
import dev.graft.graph.runtime.Bound;
import dev.graft.graph.runtime.RuntimeTensor;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.HalfPrecision;
import dev.graft.tensors.Tensor;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A decoder on its way through texts, one a row: what it has read so far, and the logits of the last position. With a key-value
 * cache it reads only what is new, else the whole texts again.
 */
public final class DecoderRun implements TextRun {
    private final DecoderSessions sessions;
    private final Bound steps;
    private Tensor mask;
    /** Whether texts are filled up behind, where the mask tells no more than their lengths. */
    private boolean behind;
    /** All that was read, where there is no cache. */
    private Tensor embeds;
    /** By the name of the input that takes it. */
    private Map<String, Held> cache = Map.of();
    /** The cache with room for more tokens, where it is written in place. */
    private CacheRoom room;

    private Tensor logits;
    private boolean inSinglePrecision;
    /** Whether each step writes its logits into the same tensor. */
    private boolean logitsStay;

    /** A part of the cache, wherever it lies. */
    private record Held(long[] shape, Supplier<Tensor> copy) {}

    private DecoderRun(DecoderSessions sessions, Tensor mask) {
        this.sessions = sessions;
        this.mask = mask;
        this.steps = sessions.next().bind();
    }

    /** Reads prompts from their beginning. */
    public static DecoderRun of(DecoderSessions sessions, PromptPadding prompts) {
        PromptPadding marked = prompts.marked(sessions.promptMark());
        return ofMarked(sessions, marked);
    }

    /** Reads texts from their beginning whose mask tells already what of them is a prompt. */
    static DecoderRun ofMarked(DecoderSessions sessions, PromptPadding texts) {
        return started(new DecoderRun(sessions, texts.mask()), run -> run.begin(texts.embeds()));
    }

    /**
     * Reads the rest of prompts.
     *
     * @param past all rows of it without padding
     * @param rest {@code [rows, tokens, width]}
     */
    static DecoderRun of(DecoderSessions sessions, KeyValues past, Tensor rest) {
        Tensor mask = Marks.ones(rest.dim(0), past.tokens() + rest.dim(1));
        return started(new DecoderRun(sessions, mask), run -> {
            run.put(past);
            run.readOn(rest);
        });
    }

    private static DecoderRun started(DecoderRun run, Consumer<DecoderRun> start) {
        try {
            start.accept(run);
            return run;
        } catch (RuntimeException | Error e) {
            run.close();
            throw e;
        }
    }

    /** The texts of several runs in one, in order. All of them have rows of a cache; the result is apart from them. */
    public static DecoderRun join(DecoderSessions sessions, List<DecoderRun> runs, Padding padding) {
        boolean behind = padding == Padding.BEHIND;
        int longest = runs.stream().mapToInt(run -> (int) run.mask.dim(1)).max().orElseThrow();
        int rows = runs.stream().mapToInt(DecoderRun::rows).sum();
        Tensor mask = Tensor.allocate(ElementType.INT64, rows, longest);
        int vocabulary = runs.get(0).vocabulary();
        Tensor logits = Tensor.allocate(ElementType.FLOAT, rows, 1, vocabulary);
        int row = 0;
        for (DecoderRun run : runs) {
            int length = (int) run.mask.dim(1);
            for (int i = 0; i < run.rows(); i++, row++) {
                mask.longs()
                        .position(row * longest + (behind ? 0 : longest - length))
                        .put(run.mask.longs().slice(i * length, length));
                int last = ((i + 1) * run.rowStride() - 1) * vocabulary;
                logits.floats()
                        .position(row * vocabulary)
                        .put(run.logits.floats().slice(last, vocabulary));
            }
        }
        return started(new DecoderRun(sessions, mask), all -> {
            all.behind = behind;
            if (sessions.inputs().hasCache()) {
                all.put(KeyValues.join(runs.stream().map(DecoderRun::keyValues).toList(), behind));
            } else {
                List<Tensor> texts =
                        runs.stream().flatMap(run -> run.embeds.rows().stream()).toList();
                all.embeds = PromptPadding.left(texts, sessions.width()).embeds();
            }
            all.logits = logits;
        });
    }

    /** The keys and values of a beginning of prompts. */
    static KeyValues beginning(DecoderSessions sessions, KeyValues past, Tensor embeds) {
        try (DecoderRun run = past == null
                ? of(sessions, new PromptPadding(embeds, Marks.ones(embeds.dim(0), embeds.dim(1))))
                : of(sessions, past, embeds)) {
            return run.keyValues();
        }
    }

    @Override
    public int rows() {
        return (int) mask.dim(0);
    }

    @Override
    public int tokens() {
        return (int) mask.dim(1);
    }

    @Override
    public Tensor logits() {
        return logits;
    }

    public int vocabulary() {
        return (int) logits.dim(-1);
    }

    /** Positions of logits in one row; the last one counts. */
    public int rowStride() {
        return (int) logits.dim(1);
    }

    /** A copy of what was read. */
    private KeyValues keyValues() {
        if (sessions.inPlace()) {
            return room.read((int) mask.dim(1));
        }
        Map<String, Tensor> states = new LinkedHashMap<>();
        cache.forEach((name, held) -> states.put(name, held.copy().get()));
        return new KeyValues((int) mask.dim(1), states, sessions.inputs().tokenAxes());
    }

    @Override
    public boolean hasRows() {
        return sessions.inPlace()
                || sessions.inputs().tokenAxes().size() == cache.size()
                        && cache.values().stream().allMatch(held -> held.shape()[0] == rows());
    }

    @Override
    public DecoderRun with(int[] rows) {
        Marks.Cut cut = Marks.cut(KeyValues.rows(mask, rows), behind);
        return started(new DecoderRun(sessions, cut.mask()), run -> {
            run.behind = behind;
            if (sessions.inPlace()) {
                run.room = room.rows(rows, cut.from(), tokens());
            } else if (sessions.inputs().hasCache()) {
                run.put(keyValues().rows(rows).part(cut.from(), cut.from() + run.tokens()));
            } else {
                run.embeds = KeyValues.rows(embeds, rows);
                run.mask = KeyValues.rows(mask, rows);
            }
            run.logits = KeyValues.rows(logits, rows);
        });
    }

    /** Where the cache lies in place only the rows that change are copied. */
    @Override
    public DecoderRun rearranged(int[] sources) {
        if (!sessions.inPlace()) {
            DecoderRun other = with(sources);
            close();
            return other;
        }
        room.replace(sources, tokens());
        mask = KeyValues.rows(mask, sources);
        return this;
    }

    @Override
    public void append(long[] tokens) {
        Tensor fresh = sessions.embedding().embed(tokens).reshape(rows(), 1, sessions.width());
        mask = Marks.widened(mask);
        if (sessions.inputs().hasCache()) {
            readOn(fresh);
        } else {
            begin(Marks.joined(embeds, fresh));
        }
    }

    @Override
    public boolean writes() {
        return sessions.loop().isPresent();
    }

    @Override
    public List<long[]> write(long[] tokens, boolean[] ended, int most) {
        WritingLoop.Written written = sessions.loop().orElseThrow().write(steps, mask, tokens, ended, most);
        mask = written.mask();
        take(written.cache());
        return written.tokens();
    }

    private void begin(Tensor all) {
        if (sessions.inPlace()) {
            room = CacheRoom.of(sessions.inputs(), rows(), all.dim(1));
            readOn(all);
            return;
        }
        FixedSizes fixed = sessions.fixed();
        Tensor filled = fixed.isNone() ? all : fixed.filled(all);
        Tensor marks = fixed.isNone() ? mask : fixed.filled(mask);
        Map<String, Tensor> feeds = new LinkedHashMap<>(sessions.inputs().feeds(marks, (int) filled.dim(1)));
        feeds.put(LanguageModel.EMBEDS, filled);
        feeds.putAll(sessions.inputs().emptyCache((int) filled.dim(0)));
        feeds.keySet().retainAll(sessions.whole().inputNames());
        try (Bound bound = sessions.whole().bind()) {
            feeds.forEach(bound::input);
            take(bound.run(sessions.outputs()));
        }
        logits = fixed.isNone() ? logits : FixedSizes.cut(logits, rows(), (int) all.dim(1));
        embeds = sessions.inputs().hasCache() ? null : all;
    }

    private void put(KeyValues past) {
        if (sessions.inPlace()) {
            room = CacheRoom.of(past, mask.dim(1));
            return;
        }
        Map<String, Held> states = new LinkedHashMap<>();
        past.states().forEach((name, state) -> {
            steps.input(name, state);
            states.put(name, new Held(state.shape(), () -> state));
        });
        cache = states;
    }

    private void readOn(Tensor fresh) {
        sessions.inputs().feeds(mask, (int) fresh.dim(1)).forEach(steps::input);
        steps.input(LanguageModel.EMBEDS, fresh);
        if (sessions.inPlace()) {
            room = room.with((int) (mask.dim(1) - fresh.dim(1)), (int) mask.dim(1));
            room.bind(steps, rows(), (int) (mask.dim(1) - fresh.dim(1)), (int) mask.dim(1));
        }
        Set<String> kept = new LinkedHashSet<>(sessions.inPlace() ? Set.of() : sessions.presents());
        if (!logitsStay) {
            kept.add(LanguageModel.LOGITS);
        }
        take(steps.run(kept));
        if (!logitsStay && fresh.dim(1) == 1 && inSinglePrecision) {
            steps.output(LanguageModel.LOGITS, logits);
            logitsStay = true;
        }
    }

    /** The longer cache is what the next step reads, and stays where the runtime has it. */
    private void take(Map<String, RuntimeTensor> results) {
        Map<String, Held> states = new LinkedHashMap<>();
        for (ValueInfo info :
                sessions.inPlace() ? List.<ValueInfo>of() : sessions.inputs().past()) {
            RuntimeTensor state = results.get(DecoderInputs.present(info.name()));
            steps.input(info.name(), state);
            states.put(info.name(), new Held(state.shape(), state::toTensor));
        }
        cache = states;
        if (!logitsStay && results.containsKey(LanguageModel.LOGITS)) {
            try (RuntimeTensor scores = results.get(LanguageModel.LOGITS)) {
                Tensor found = scores.toTensor();
                inSinglePrecision = found.type() == ElementType.FLOAT;
                logits = HalfPrecision.widen(found);
            }
        }
    }

    @Override
    public void close() {
        steps.close();
    }
}
