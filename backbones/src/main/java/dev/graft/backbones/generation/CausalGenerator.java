package dev.graft.backbones.generation;

import dev.graft.backbones.folder.ModelConfig;
import dev.graft.backbones.language.CausalLanguageModel;
import dev.graft.graph.runtime.OpenParts;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Writes with a decoder-only model, token by token. With a key-value cache each step reads one token a row; a graph without
 * one reads the whole text again.
 */
final class CausalGenerator implements Generator {
    private static final int SCORED_TOGETHER = 32;

    private final CausalLanguageModel model;
    private final ModelConfig config;
    private final DecoderSessions sessions;
    private final SharedBeginnings beginnings;
    private Padding padding;

    private CausalGenerator(CausalLanguageModel model, DecoderSessions sessions) {
        this.model = model;
        this.config = model.config();
        this.sessions = sessions;
        this.beginnings = new SharedBeginnings(sessions);
    }

    /** Found out when prompts of different lengths first come together. */
    private synchronized Padding padding() {
        if (padding == null) {
            padding = Padding.of(model, sessions);
        }
        return padding;
    }

    static CausalGenerator open(CausalLanguageModel model, SessionConfig session) {
        return over(model, DecoderSessions.open(model, session));
    }

    /** Takes over the sessions of the model. */
    static CausalGenerator over(CausalLanguageModel model, DecoderSessions sessions) {
        return new CausalGenerator(model, sessions);
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
    public List<long[]> generate(List<EmbeddedPrompt> prompts, GenerationOptions options, TokenListener listener) {
        if (prompts.isEmpty()) {
            return List.of();
        }
        int longest = prompts.stream().mapToInt(EmbeddedPrompt::tokens).max().orElseThrow();
        boolean alike =
                prompts.stream().mapToInt(EmbeddedPrompt::tokens).distinct().count() == 1;
        Padding needed = alike ? Padding.BEFORE : padding();
        int limit = limit(longest, options);
        // A long prompt leaves little room, which would cut off the answers to shorter ones too.
        boolean roomForAll = limit == options.maxTokens() || prompts.size() == 1;
        // Without a cache what is new would be read behind the padding.
        boolean together = roomForAll
                && sessions.fixed().rows() == 0
                && needed != Padding.NONE
                && (needed != Padding.BEHIND || sessions.inputs().hasCache());
        if (together) {
            Optional<DecoderRun> run = started(prompts, needed);
            if (run.isPresent()) {
                Continuation texts = new Continuation(prompts.size(), options, config.eosIds(), listener);
                extend(run.get(), texts, prompts.size(), limit, options.isGreedy());
                return texts.finish();
            }
        }
        List<long[]> each = new ArrayList<>();
        for (int row = 0; row < prompts.size(); row++) {
            EmbeddedPrompt prompt = prompts.get(row);
            int most = limit(prompt.tokens(), options);
            Continuation text = Continuation.ofRow(row, options, config.eosIds(), listener);
            extend(started(prompt), text, 1, most, options.isGreedy());
            each.addAll(text.finish());
        }
        return each;
    }

    private DecoderRun started(EmbeddedPrompt prompt) {
        return beginnings.serve(List.of(prompt))
                ? beginnings.read(prompt)
                : DecoderRun.of(sessions, PromptPadding.marked(List.of(prompt), sessions.width(), false));
    }

    /** All prompts in one run; empty where the cache has no rows that could be put together. */
    private Optional<DecoderRun> started(List<EmbeddedPrompt> prompts, Padding padding) {
        boolean inParts = beginnings.serve(prompts);
        if (!inParts && padding == Padding.BEFORE) {
            return Optional.of(DecoderRun.of(sessions, PromptPadding.marked(prompts, sessions.width(), true)));
        }
        List<DecoderRun> runs = new ArrayList<>();
        try (OpenParts open = new OpenParts()) {
            for (EmbeddedPrompt prompt : prompts) {
                runs.add(open.add(inParts ? beginnings.read(prompt) : started(prompt)));
            }
            return runs.stream().allMatch(DecoderRun::hasRows)
                    ? Optional.of(DecoderRun.join(sessions, runs, padding))
                    : Optional.empty();
        }
    }

    private int limit(int longest, GenerationOptions options) {
        int limit = Math.min(options.maxTokens(), config.contextLength().orElse(Integer.MAX_VALUE) - longest);
        if (limit <= 0) {
            throw new InvalidInputException("the prompt takes " + longest + " positions, the model reads at most "
                    + config.contextLength().orElse(0) + " with its answer; shorten the prompt");
        }
        return limit;
    }

    /**
     * Writes on with all rows of a run, which is closed at the end. Rows that have ended are dropped.
     *
     * @param likeliest whether the likeliest token is taken each time
     */
    private static void extend(DecoderRun started, Continuation texts, int count, int limit, boolean likeliest) {
        DecoderRun run = started;
        int[] rows = IntStream.range(0, count).toArray();
        try {
            long[] next = texts.accept(run.logits(), rows);
            for (int written = 1; written < limit && !texts.isComplete(); ) {
                int[] kept = texts.worthKeeping(rows);
                if (kept.length < rows.length && run.hasRows()) {
                    DecoderRun fewer = run.with(kept);
                    run.close();
                    run = fewer;
                    int[] before = rows;
                    long[] all = next;
                    rows = IntStream.of(kept).map(i -> before[i]).toArray();
                    next = IntStream.of(kept).mapToLong(i -> all[i]).toArray();
                }
                if (likeliest && run.writes()) {
                    for (long[] tokens : run.write(next, texts.ended(rows), limit - written)) {
                        texts.accept(tokens, rows);
                        next = tokens;
                        written++;
                    }
                } else {
                    run.append(next);
                    next = texts.accept(run.logits(), rows);
                    written++;
                }
            }
        } finally {
            run.close();
        }
    }

    /**
     * The continuations are read together, a token of each at a time, so that it does not matter how a graph masks several
     * new tokens.
     */
    @Override
    public List<double[]> score(EmbeddedPrompt prompt, List<long[]> continuations) {
        int longest = continuations.stream().mapToInt(ids -> ids.length).max().orElse(0);
        limit(prompt.tokens() + Math.max(0, longest - 2), GenerationOptions.greedy(1));
        List<double[]> scores = new ArrayList<>();
        try (DecoderRun run = started(prompt)) {
            int together = sessions.fixed().rows() == 0 && run.hasRows() ? SCORED_TOGETHER : 1;
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
            try (DecoderRun each = run.with(new int[continuations.size()])) {
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
