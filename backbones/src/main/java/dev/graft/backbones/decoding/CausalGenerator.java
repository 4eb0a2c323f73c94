package dev.graft.backbones.decoding;

import dev.graft.backbones.decoder.DecoderRun;
import dev.graft.backbones.decoder.DecoderSessions;
import dev.graft.backbones.generation.EmbeddedPrompt;
import dev.graft.backbones.language.CausalLanguageModel;
import dev.graft.graph.runtime.SessionConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes with a decoder-only model. With a key-value cache each step reads one token a row; a graph without one reads the whole text
 * again.
 */
public final class CausalGenerator extends DecodingGenerator<CausalLanguageModel> {
    private static final int SCORED_TOGETHER = 32;

    private final DecoderSessions sessions;
    private final CausalReader reader;

    private CausalGenerator(CausalLanguageModel model, DecoderSessions sessions, CausalReader reader) {
        super(model, sessions.embedding(), reader);
        this.sessions = sessions;
        this.reader = reader;
    }

    public static CausalGenerator open(CausalLanguageModel model, SessionConfig session) {
        return over(model, DecoderSessions.open(model, session));
    }

    /** Takes over the sessions of the model. */
    public static CausalGenerator over(CausalLanguageModel model, DecoderSessions sessions) {
        return new CausalGenerator(model, sessions, new CausalReader(model, sessions));
    }

    /**
     * The continuations are read together, a token of each at a time, so that it does not matter how a graph masks several
     * new tokens.
     */
    @Override
    public List<double[]> score(EmbeddedPrompt prompt, List<long[]> continuations) {
        int longest = continuations.stream().mapToInt(ids -> ids.length).max().orElse(0);
        reader.room(prompt.tokens() + Math.max(0, longest - 2));
        List<double[]> scores = new ArrayList<>();
        try (DecoderRun run = reader.read(prompt)) {
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
