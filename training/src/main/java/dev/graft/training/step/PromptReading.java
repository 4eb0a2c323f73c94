package dev.graft.training.step;

import dev.graft.backbones.language.CausalLanguageModel;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.language.TextBatch;
import dev.graft.backbones.language.TextRow;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.graph.beginning.KnownBeginning;
import dev.graft.graph.rewrite.Specialization;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorType;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the prompts of a training are read by the frozen language model: from their first token, or from behind a beginning that all
 * of them have, such as a system prompt, whose keys and values are computed once.
 *
 * <p>Nothing that learns stands before those tokens, so that they are the same in every step, and no gradient goes through them.
 */
public final class PromptReading {
    /**
     * To find out about a beginning takes about as long as to open the sessions of a step. With 16 tokens in front of 64 a step of a
     * model of 110 million weights is 1.3 times as fast, with 128 2.5 to 3 times; fewer need many steps to gain that.
     */
    static final int FEWEST = 16;

    /** Tokens behind the beginning in a text by which it is computed. */
    private static final int BEHIND = 8;

    /** How far numbers of one beginning may be apart that were computed with different texts behind, in parts of the largest. */
    private static final double ROUNDING = 1e-4;

    /** Rows and tokens of a batch. */
    private record Size(int rows, int tokens) {
        static Size of(TextBatch.Size size) {
            return new Size(size.batch(), size.tokens());
        }
    }

    private final LanguageModel model;
    private final long[] beginning;
    private final SessionConfig session;
    /** By what they are fed to. */
    private final Map<Map<String, TensorType>, Map<String, Tensor>> computed = new HashMap<>();

    private final Map<Size, Map<String, Tensor>> states = new HashMap<>();
    /** Of sizes whose states were not asked for. */
    private final Map<Size, KnownBeginning> parted = new HashMap<>();

    private PromptReading(LanguageModel model, long[] beginning, SessionConfig session) {
        this.model = model;
        this.beginning = beginning;
        this.session = session;
    }

    /** From the first token, whatever the prompts. */
    static PromptReading whole(LanguageModel model) {
        return new PromptReading(model, new long[0], SessionConfig.DEFAULT);
    }

    /**
     * From behind what all samples begin with, where that is long enough, and the model computes it whatever is behind: not so where
     * it reads in both directions, where its file fixes the sizes of texts, or where positions depend on the length of the text.
     *
     * @param samples all that are ever read, in training and validation
     * @param rows of a batch
     */
    public static PromptReading of(LanguageModel model, List<TrainingSample> samples, int rows, SessionConfig session) {
        PromptReading reading = expected(model, samples, rows, session);
        return reading.beginning() == 0 || reading.isOfItself(rows, longest(model, samples)) ? reading : whole(model);
    }

    private static int longest(LanguageModel model, List<TrainingSample> samples) {
        return model.size(samples.stream().map(TrainingSample::row).toList()).tokens();
    }

    /** As {@link #of}, but without computing anything: whether the model computes the beginning whatever is behind is left open. */
    public static PromptReading expected(
            LanguageModel model, List<TrainingSample> samples, int rows, SessionConfig session) {
        int shared = shared(samples);
        if (shared < FEWEST
                || !(model instanceof CausalLanguageModel causal
                        && causal.fixed().isNone())) {
            return whole(model);
        }
        long[] ids = Arrays.copyOf(samples.get(0).row().prompt(), shared);
        PromptReading reading = new PromptReading(model, ids, session);
        int longest = longest(model, samples);
        Size small = reading.small(rows, longest);
        Size large = new Size(rows, longest);
        reading.part(small).ifPresent(parts -> reading.parted.put(small, parts));
        reading.part(large).ifPresent(parts -> reading.parted.put(large, parts));
        boolean alike = reading.parted.keySet().containsAll(List.of(small, large))
                && reading.parted
                        .get(small)
                        .states()
                        .equals(reading.parted.get(large).states());
        return alike ? reading : whole(model);
    }

    /** How many tokens all samples begin with, before any that is visual or predicts what is learnt. */
    static int shared(List<TrainingSample> samples) {
        int shared = samples.isEmpty() ? 0 : Integer.MAX_VALUE;
        for (TrainingSample sample : samples) {
            TextRow row = sample.row();
            shared = Math.min(shared, row.prompt().length - 1);
            if (row.learnt().length > 0) {
                shared = Math.min(shared, row.learnt()[0] - 1);
            }
            for (TrainingSample.Shown image : sample.images()) {
                shared = Math.min(shared, image.start());
            }
            int other = Arrays.mismatch(
                    samples.get(0).row().prompt(), 0, Math.max(0, shared), row.prompt(), 0, Math.max(0, shared));
            shared = other < 0 ? shared : other;
        }
        return Math.max(0, shared);
    }

    LanguageModel model() {
        return model;
    }

    /** How many tokens of every prompt are read once; 0 where each is read from its first token. */
    public int beginning() {
        return beginning.length;
    }

    /** What a line about a training says of it after a comma; empty where there is nothing to say. */
    public String summary() {
        return beginning.length == 0
                ? ""
                : ", the first " + beginning.length + " tokens, which all prompts have, read once";
    }

    /** The part that reads batches of a size. */
    LanguageBody body(TextBatch.Size size) {
        if (beginning.length == 0) {
            return LanguageBody.of(model, size);
        }
        KnownBeginning parts = part(Size.of(size)).orElseThrow();
        if (!states.containsKey(Size.of(size))) {
            parted.put(Size.of(size), parts);
        }
        return new LanguageBody(parts.rest(), model.bodyShapes(size), size.tokens() - beginning.length);
    }

    /** What the body of a size, which was asked for before, is fed of the beginning, by the name of the input. */
    Map<String, Tensor> states(TextBatch.Size size) {
        if (beginning.length == 0) {
            return Map.of();
        }
        return states.computeIfAbsent(Size.of(size), absent -> {
            KnownBeginning parts = parted.remove(absent);
            return computed.computeIfAbsent(parts.states(), types -> compute(parts, absent, 0));
        });
    }

    private Size small(int rows, int longest) {
        return new Size(rows, Math.min(longest, beginning.length + BEHIND));
    }

    private Optional<KnownBeginning> part(Size size) {
        return KnownBeginning.of(
                model.bodyGraph(), LanguageModel.EMBEDS, model.bodyShapes(layoutSize(size)), beginning.length);
    }

    private static TextBatch.Size layoutSize(Size size) {
        return new TextBatch.Size(size.rows, size.tokens, 0, size.rows);
    }

    /** Whether the beginning is computed the same with another text behind it, and with a longer one. */
    private boolean isOfItself(int rows, int longest) {
        Size small = small(rows, longest);
        Size large = new Size(rows, longest);
        Map<String, Tensor> one = compute(parted.get(small), small, 0);
        Map<String, Tensor> other = compute(parted.get(large), large, 1);
        computed.put(parted.get(small).states(), one);
        parted.clear();
        return one.keySet().stream().allMatch(name -> isClose(one.get(name), other.get(name)));
    }

    private static boolean isClose(Tensor one, Tensor other) {
        float[] expected = one.toFloatArray();
        float[] found = other.toFloatArray();
        double largest = 0;
        double apart = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            apart = Math.max(apart, Math.abs(expected[i] - found[i]));
        }
        return apart <= ROUNDING * largest;
    }

    /** @param behind the token that follows the beginning in the text by which it is computed, again and again */
    private Map<String, Tensor> compute(KnownBeginning parted, Size size, long behind) {
        long[] text = Arrays.copyOf(beginning, size.tokens);
        Arrays.fill(text, beginning.length, text.length, behind);
        List<TextRow> texts = Collections.nCopies(size.rows, TextRow.of(text, new long[] {behind}));
        TextBatch batch = model.layout(texts, layoutSize(size));
        Map<String, Tensor> feeds = new LinkedHashMap<>(batch.feeds());
        feeds.put(LanguageModel.IDS, batch.inputIds());
        Graph graph = Specialization.of(embedding(parted.reading(), size), model.bodyShapes(layoutSize(size)))
                .graph();
        // Weights are not copied into a faster layout for a run or two.
        try (Session open = Session.open(graph, MemoryUse.LOW.of(session))) {
            feeds.keySet().retainAll(open.inputNames());
            return open.run(feeds);
        }
    }

    private Graph embedding(Graph reading, Size size) {
        GraphBuilder g = new GraphBuilder("beginning");
        Value ids = g.input(LanguageModel.IDS, ElementType.INT64, size.rows, size.tokens);
        Value text = g.include(model.embeddingGraph(), Map.of(LanguageModel.IDS, ids))
                .get(LanguageModel.EMBEDS);
        g.include(reading, Map.of(LanguageModel.EMBEDS, text)).forEach(g::output);
        return g.build();
    }
}
