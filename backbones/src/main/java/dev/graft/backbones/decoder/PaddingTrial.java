package dev.graft.backbones.decoder;

import dev.graft.backbones.generation.EmbeddedPrompt;
import dev.graft.backbones.generation.Padding;
import dev.graft.backbones.language.CausalLanguageModel;
import dev.graft.graph.runtime.RuntimeFailure;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.Tensor;
import java.nio.FloatBuffer;
import java.util.List;

/** Finds out where a decoder lets prompts be filled up, by reading some. */
public final class PaddingTrial {
    /** Two computations of the same logits differ by far less, those of other positions by more. */
    private static final double SAME = 1e-3;

    private static final long[] SHORT = {0, 1};
    private static final long[] LONG = {1, 0, 1, 1, 0, 1, 0};

    private PaddingTrial() {}

    /** As {@link Padding#of}. */
    public static Padding of(CausalLanguageModel model, SessionConfig session) {
        try (DecoderSessions sessions = DecoderSessions.open(model, session)) {
            return of(model, sessions);
        }
    }

    /** Finds out, by reading a short prompt beside a longer one. */
    public static Padding of(CausalLanguageModel model, DecoderSessions sessions) {
        boolean readsLengths = model.decoder().whole().nodes().stream()
                .anyMatch(node -> node.opType().equals("GroupQueryAttention"));
        if (readsLengths) {
            return Padding.BEHIND;
        }
        return sessions.fixed().rows() == 0 && isUnseen(sessions) ? Padding.BEFORE : Padding.NONE;
    }

    /** Whether several tokens behind a cache are read as they are in one with those before them. */
    static boolean readsInParts(DecoderSessions sessions) {
        EmbeddedPrompt text = EmbeddedPrompt.of(sessions.embedding().embed(LONG));
        float[] whole = lastLogits(sessions, List.of(text.embeds()));
        KeyValues past = DecoderRun.beginning(sessions, null, text.part(0, LONG.length / 2));
        Tensor rest = text.part(LONG.length / 2, LONG.length);
        try (DecoderRun run = DecoderRun.of(sessions, past, rest)) {
            return run.hasRows() && same(whole, last(run));
        } catch (RuntimeFailure e) {
            // A graph that was traced for a token at a time.
            return false;
        }
    }

    private static boolean isUnseen(DecoderSessions sessions) {
        Tensor prompt = sessions.embedding().embed(SHORT);
        Tensor longer = sessions.embedding().embed(LONG);
        return same(lastLogits(sessions, List.of(prompt)), lastLogits(sessions, List.of(longer, prompt)));
    }

    /** Whether two computations of the same logits differ by rounding alone. */
    static boolean same(float[] alone, float[] beside) {
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < alone.length; i++) {
            largest = Math.max(largest, Math.abs(alone[i]));
            difference = Math.max(difference, Math.abs(alone[i] - beside[i]));
        }
        return difference <= SAME * largest;
    }

    /** Of the last prompt. */
    private static float[] lastLogits(DecoderSessions sessions, List<Tensor> prompts) {
        try (DecoderRun run = DecoderRun.of(sessions, PromptPadding.left(prompts, sessions.width()))) {
            return last(run);
        }
    }

    private static float[] last(DecoderRun run) {
        FloatBuffer all = run.logits().floats();
        float[] last = new float[run.vocabulary()];
        all.position(all.limit() - last.length).get(last);
        return last;
    }
}
