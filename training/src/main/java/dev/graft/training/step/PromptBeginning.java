package dev.graft.training.step;

import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.language.TextBatch;
import dev.graft.backbones.language.TextRow;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.graph.ValueMemory;
import dev.graft.graph.beginning.KnownBeginning;
import dev.graft.graph.precision.WeightMemory;
import dev.graft.graph.rewrite.Specialization;
import dev.graft.graph.runtime.Device;
import dev.graft.graph.runtime.LateDecoding;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.graph.runtime.TypeInference;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorType;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tokens that all prompts of a training begin with, and what a frozen language model makes of them when it reads them alone. */
final class PromptBeginning {
    /** Tokens behind the beginning in the shortest text by which it is computed. */
    private static final int BEHIND = 8;

    /**
     * How far numbers of one beginning may be apart that were computed with different texts behind, in parts of the largest. They are
     * compared in single precision: where operands are rounded to integers, one that falls to the next changes numbers by more.
     */
    private static final double ROUNDING = 1e-4;

    private final LanguageModel model;
    private final long[] ids;
    private final int longest;
    private final int texts;
    private final Map<String, TensorType> states;
    /** Of the shortest text. */
    private final Graph reading;

    private final Graph readingLongest;
    private final long values;
    /** Null until it is found out. */
    private Optional<String> obstacle;

    private SessionConfig computedIn;
    private Map<String, Tensor> computed;

    private PromptBeginning(
            LanguageModel model, long[] ids, int longest, int texts, KnownBeginning shortest, KnownBeginning all) {
        this.model = model;
        this.ids = ids;
        this.longest = longest;
        this.texts = texts;
        this.states = shortest.states();
        this.reading = graph(shortest, shortest(ids, longest));
        this.readingLongest = graph(all, longest);
        Graph run = LateDecoding.of(readingLongest);
        this.values = ValueMemory.peak(run, TypeInference.infer(run));
    }

    /**
     * Computed by one text or by several of the same tokens; empty where the model's graph cannot be parted behind the beginning, or
     * in a long text otherwise than in a short one.
     *
     * @param longest tokens of the longest text
     */
    static Optional<PromptBeginning> of(LanguageModel model, long[] ids, int longest, int texts) {
        Optional<KnownBeginning> shortest = part(model, ids.length, texts, shortest(ids, longest));
        Optional<KnownBeginning> all = part(model, ids.length, texts, longest);
        boolean alike = shortest.isPresent()
                && all.isPresent()
                && shortest.get().states().equals(all.get().states());
        return alike
                ? Optional.of(new PromptBeginning(model, ids, longest, texts, shortest.get(), all.get()))
                : Optional.empty();
    }

    /** The graph of so many rows of so many tokens, parted. */
    static Optional<KnownBeginning> part(LanguageModel model, int beginning, int rows, int tokens) {
        return KnownBeginning.of(
                model.bodyGraph(), LanguageModel.EMBEDS, model.bodyShapes(size(rows, tokens)), beginning);
    }

    private static TextBatch.Size size(int rows, int tokens) {
        return new TextBatch.Size(rows, tokens, 0, rows);
    }

    private static int shortest(long[] ids, int longest) {
        return Math.min(longest, ids.length + BEHIND);
    }

    LanguageModel model() {
        return model;
    }

    /** How many tokens. */
    int length() {
        return ids.length;
    }

    /** Whether a parted graph takes what is computed here. */
    boolean gives(KnownBeginning parts) {
        return parts.states().equals(states);
    }

    /** The graph of a size, where it is parted such that it takes what is computed here. */
    Optional<KnownBeginning> part(int rows, int tokens) {
        return part(model, ids.length, rows, tokens).filter(this::gives);
    }

    /**
     * Refuses a sample that begins otherwise, which would be read as if it did not.
     *
     * @throws InvalidInputException naming it
     */
    void require(TrainingSample sample) {
        int own = Math.min(ids.length, PromptReading.shared(List.of(sample)));
        int other = Arrays.mismatch(ids, 0, ids.length, sample.row().prompt(), 0, own);
        if (other >= 0) {
            throw new InvalidInputException("sample '" + sample.id() + "': expected the " + ids.length
                    + " tokens that all prompts begin with and that are read once, found another token, an image or a token"
                    + " to learn at place " + other + "; give the reading of prompts all samples that are ever read");
        }
    }

    /** Why it cannot be read alone, the first time computed in a session of single precision; empty where it can. */
    Optional<String> obstacle(SessionConfig session) {
        if (obstacle == null) {
            obstacle = findObstacle(session);
        }
        return obstacle;
    }

    private Optional<String> findObstacle(SessionConfig session) {
        if (session.device().kind() == Device.Kind.CPU && values > MachineMemory.bytes()) {
            return Optional.of("to compute them takes about " + MemoryEstimate.gigabytes(values)
                    + " of memory, and there are " + MemoryEstimate.gigabytes(MachineMemory.bytes()));
        }
        SessionConfig exact = session.unrounded();
        Map<String, Tensor> one = compute(reading, shortest(ids, longest), 0, exact);
        Map<String, Tensor> other = compute(readingLongest, longest, 1, exact);
        if (!one.keySet().stream().allMatch(name -> isClose(one.get(name), other.get(name)))) {
            return Optional.of(
                    "what the language model makes of them depends on what is behind, as where it reads in both"
                            + " directions");
        }
        computedIn = exact;
        computed = one;
        return Optional.empty();
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

    /** What graphs of all sizes are fed, as sessions under a configuration compute it. */
    Map<String, Tensor> states(SessionConfig session) {
        if (!session.equals(computedIn)) {
            computed = compute(reading, shortest(ids, longest), 0, session);
            computedIn = session;
        }
        return computed;
    }

    /** The bytes of the states. */
    long bytes() {
        return states.values().stream()
                .mapToLong(type -> type.element().bytes(type.shape().elementCount()))
                .sum();
    }

    /** What it takes to compute the states of the longest text, as is done once. */
    MemoryEstimate memory(SessionConfig session, long bytesOfTrained) {
        SessionConfig low = MemoryUse.LOW.of(session);
        return new MemoryEstimate(
                WeightMemory.of(readingLongest, low.precision(), low.prepack()), values + bytes(), bytesOfTrained);
    }

    /** @param behind the token that follows the beginning in the text by which it is computed, again and again */
    private Map<String, Tensor> compute(Graph graph, int tokens, long behind, SessionConfig session) {
        long[] text = Arrays.copyOf(ids, tokens);
        Arrays.fill(text, ids.length, tokens, behind);
        List<TextRow> rows = Collections.nCopies(texts, TextRow.of(text, new long[] {behind}));
        TextBatch batch = model.layout(rows, size(texts, tokens));
        Map<String, Tensor> feeds = new LinkedHashMap<>(batch.feeds());
        feeds.put(LanguageModel.IDS, batch.inputIds());
        // Weights are not copied into a faster layout for a run or two.
        try (Session open = Session.open(graph, MemoryUse.LOW.of(session))) {
            feeds.keySet().retainAll(open.inputNames());
            return open.run(feeds);
        }
    }

    private Graph graph(KnownBeginning parts, int tokens) {
        GraphBuilder g = new GraphBuilder("beginning");
        Value ids = g.input(LanguageModel.IDS, ElementType.INT64, texts, tokens);
        Value text = g.include(model.embeddingGraph(), Map.of(LanguageModel.IDS, ids))
                .get(LanguageModel.EMBEDS);
        g.include(parts.reading(), Map.of(LanguageModel.EMBEDS, text)).forEach(g::output);
        return Specialization.of(g.build(), model.bodyShapes(size(texts, tokens)))
                .graph();
    }
}
