package dev.graft.training.step;

import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.language.TextBatch;
import dev.graft.backbones.language.TextRow;
import dev.graft.graph.beginning.KnownBeginning;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.Tensor;
import java.util.Arrays;
import java.util.HashMap;
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

    /** Rows and tokens of a batch. */
    private record Size(int rows, int tokens) {
        static Size of(TextBatch.Size size) {
            return new Size(size.batch(), size.tokens());
        }
    }

    private final LanguageModel model;
    private final int shared;
    private final Optional<String> obstacle;
    private final Optional<PromptBeginning> beginning;
    private final SessionConfig session;
    private final Map<Size, Boolean> parted = new HashMap<>();
    /** Of sizes whose body was not asked for yet. */
    private final Map<Size, KnownBeginning> untaken = new HashMap<>();

    private PromptReading(
            LanguageModel model,
            int shared,
            Optional<String> obstacle,
            Optional<PromptBeginning> beginning,
            SessionConfig session) {
        this.model = model;
        this.shared = shared;
        this.obstacle = obstacle;
        this.beginning = beginning;
        this.session = session;
    }

    /** From behind a beginning that can be read alone. */
    PromptReading(PromptBeginning beginning, SessionConfig session) {
        this(beginning.model(), beginning.length(), Optional.empty(), Optional.of(beginning), session);
    }

    /** From the first token, whatever the prompts. */
    static PromptReading whole(LanguageModel model) {
        return new PromptReading(model, 0, Optional.empty(), Optional.empty(), SessionConfig.DEFAULT);
    }

    /**
     * From the first token.
     *
     * @param shared how many tokens all prompts begin with
     * @param obstacle why they are not read once
     */
    static PromptReading whole(LanguageModel model, int shared, String obstacle) {
        return new PromptReading(model, shared, Optional.of(obstacle), Optional.empty(), SessionConfig.DEFAULT);
    }

    /** As {@link PromptReadings#of}, of one training. */
    public static PromptReading of(LanguageModel model, List<TrainingSample> samples, int rows, SessionConfig session) {
        return new PromptReadings(model).of(samples, rows, session);
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
        return beginning.map(PromptBeginning::length).orElse(0);
    }

    /** The same for batches of a size: 0 too where the graph of that size is not parted as those of others are. */
    int beginning(TextBatch.Size size) {
        return beginning.isPresent() && isParted(Size.of(size)) ? beginning() : 0;
    }

    private boolean isParted(Size size) {
        return parted.computeIfAbsent(size, absent -> {
            Optional<KnownBeginning> parts = part(absent);
            parts.ifPresent(found -> untaken.put(absent, found));
            return parts.isPresent();
        });
    }

    private Optional<KnownBeginning> part(Size size) {
        return beginning.flatMap(known -> known.part(size.rows, size.tokens));
    }

    /** What is said of tokens that all prompts begin with; empty where there are none. */
    public Optional<String> description() {
        if (shared == 0) {
            return Optional.empty();
        }
        String tokens =
                (shared == 1 ? "the first token" : "the first " + shared + " tokens") + ", which all prompts have, ";
        return Optional.of(tokens
                + obstacle.map(reason -> "read with each of them, since " + reason)
                        .orElse("read once"));
    }

    /** What a line about a training says of it after a comma; empty where there is nothing to say. */
    public String summary() {
        return shared < FEWEST ? "" : description().map(text -> ", " + text).orElse("");
    }

    /** Refuses a sample that does not begin as those of which this was found out. */
    void require(TrainingSample sample) {
        beginning.ifPresent(known -> known.require(sample));
    }

    /** The part that reads batches of a size. */
    LanguageBody body(TextBatch.Size size) {
        if (beginning(size) == 0) {
            return LanguageBody.of(model, size);
        }
        KnownBeginning waiting = untaken.remove(Size.of(size));
        KnownBeginning parts = waiting == null ? part(Size.of(size)).orElseThrow() : waiting;
        return new LanguageBody(parts.rest(), model.bodyShapes(size), size.tokens() - beginning());
    }

    /** What the body of a size is fed of the beginning, by the name of the input; computed the first time. */
    Map<String, Tensor> states(TextBatch.Size size) {
        return beginning(size) == 0 ? Map.of() : beginning.orElseThrow().states(session);
    }

    /** The bytes of what is kept of the beginning. */
    long bytes() {
        return beginning.map(PromptBeginning::bytes).orElse(0L);
    }

    /** What it takes to compute the beginning, before the first step; empty where there is none. */
    Optional<MemoryEstimate> memory(long bytesOfTrained) {
        return beginning.map(known -> known.memory(session, bytesOfTrained));
    }
}
