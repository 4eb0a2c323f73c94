package dev.graft.backbones.generation;

import dev.graft.backbones.folder.ModelConfig;
import dev.graft.backbones.language.CausalLanguageModel;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes with a decoder-only model, token by token. With a key-value cache each step reads one token a row; a graph without
 * one reads the whole text again.
 */
final class CausalGenerator implements Generator {
    private static final int SCORED_TOGETHER = 32;

    private final CausalLanguageModel model;
    private final ModelConfig config;
    private final DecoderSessions sessions;
    private Padding padding;

    private CausalGenerator(CausalLanguageModel model, DecoderSessions sessions) {
        this.model = model;
        this.config = model.config();
        this.sessions = sessions;
    }

    /** Found out when prompts of different lengths first come together. */
    private synchronized Padding padding() {
        if (padding == null) {
            padding = Padding.of(model, sessions);
        }
        return padding;
    }

    static CausalGenerator open(CausalLanguageModel model, SessionConfig session) {
        return new CausalGenerator(model, DecoderSessions.open(model, session));
    }

    @Override
    public CausalLanguageModel model() {
        return model;
    }

    @Override
    public Tensor embed(long[] ids) {
        return sessions.embedding().embed(ids);
    }

    @Override
    public List<long[]> generate(List<Tensor> prompts, GenerationOptions options, TokenListener listener) {
        if (prompts.isEmpty()) {
            return List.of();
        }
        int width = sessions.width();
        boolean alike =
                prompts.stream().mapToLong(prompt -> prompt.dim(0)).distinct().count() == 1;
        Padding needed = alike ? Padding.BEFORE : padding();
        boolean padsBehind = needed == Padding.BEHIND;
        PromptPadding padded = padsBehind ? PromptPadding.right(prompts, width) : PromptPadding.left(prompts, width);
        int limit = limit(padded.longest(), options);
        Continuation texts = new Continuation(prompts.size(), options, config.eosIds(), listener);
        // A long prompt leaves little room, which would cut off the answers to shorter ones too.
        boolean roomForAll = limit == options.maxTokens() || prompts.size() == 1;
        // Without a cache what is new would be read behind the padding.
        boolean together = roomForAll
                && sessions.fixed().rows() == 0
                && needed != Padding.NONE
                && (!padsBehind || sessions.inputs().hasCache());
        if (together && extend(padded, padsBehind, texts, limit)) {
            return texts.finish();
        }
        List<long[]> each = new ArrayList<>();
        for (int row = 0; row < prompts.size(); row++) {
            PromptPadding alone = PromptPadding.right(List.of(prompts.get(row)), width);
            Continuation text = Continuation.ofRow(row, options, config.eosIds(), listener);
            extend(alone, false, text, limit(alone.longest(), options));
            each.addAll(text.finish());
        }
        return each;
    }

    private int limit(int longest, GenerationOptions options) {
        int limit = Math.min(options.maxTokens(), config.contextLength().orElse(Integer.MAX_VALUE) - longest);
        if (limit <= 0) {
            throw new InvalidInputException("the prompt takes " + longest + " positions, the model reads at most "
                    + config.contextLength().orElse(0) + " with its answer; shorten the prompt");
        }
        return limit;
    }

    /** False, with nothing done, where the graph gives only logits of the padding behind a shorter prompt. */
    private boolean extend(PromptPadding padded, boolean padsBehind, Continuation texts, int limit) {
        try (DecoderRun run = new DecoderRun(sessions, padded)) {
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

    /**
     * The continuations are read together, a token of each at a time, so that it does not matter how a graph masks several
     * new tokens.
     */
    @Override
    public List<double[]> score(Tensor prompt, List<long[]> continuations) {
        int longest = continuations.stream().mapToInt(ids -> ids.length).max().orElse(0);
        limit(Math.toIntExact(prompt.dim(0)) + Math.max(0, longest - 2), GenerationOptions.greedy(1));
        List<double[]> scores = new ArrayList<>();
        try (DecoderRun run = new DecoderRun(sessions, PromptPadding.right(List.of(prompt), sessions.width()))) {
            run.start();
            int together = sessions.fixed().rows() == 0 ? SCORED_TOGETHER : 1;
            for (int from = 0; from < continuations.size(); from += together) {
                int to = Math.min(from + together, continuations.size());
                scores.addAll(score(run, continuations.subList(from, to)));
            }
        }
        return scores;
    }

    private static List<double[]> score(DecoderRun run, List<long[]> continuations) {
        ContinuationScores scores = new ContinuationScores(continuations);
        scores.read(run.logits().floats(), row -> (run.rowStride() - 1) * run.vocabulary(), run.vocabulary());
        if (!scores.isComplete()) {
            try (DecoderRun each = run.repeated(continuations.size())) {
                while (!scores.isComplete()) {
                    each.append(scores.lastRead());
                    int stride = each.rowStride();
                    int vocabulary = each.vocabulary();
                    scores.read(each.logits().floats(), row -> ((row + 1) * stride - 1) * vocabulary, vocabulary);
                }
            }
        }
        return scores.all();
    }

    @Override
    public void close() {
        sessions.close();
    }
}
