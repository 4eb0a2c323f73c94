package dev.graft.backbones.decoder;

import dev.graft.backbones.generation.EmbeddedPrompt;
import dev.graft.backbones.language.EncoderDecoderModel;
import dev.graft.graph.Graph;
import dev.graft.graph.precision.RoundedActivations;
import dev.graft.graph.runtime.RuntimeFailure;
import dev.graft.tensors.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Finds out whether an encoder-decoder model writes with its cache as it does without, by reading a short text both ways. */
final class CacheTrial {
    private static final long[] PROMPT = {1, 0, 1, 1};
    private static final long[] TEXT = {1, 0, 1};

    private CacheTrial() {}

    /** Files that round all of a tensor by its largest number compute another one of several tokens than of each; they are not tried. */
    static boolean agrees(EncoderDecoderModel model, EncodedSessions sessions) {
        if (Stream.of(model.caching(), model.next().orElseThrow()).anyMatch(CacheTrial::roundsTogether)) {
            return true;
        }
        EmbeddedPrompt prompt = EmbeddedPrompt.of(sessions.embedding().embed(PROMPT));
        PromptPadding read = PromptPadding.marked(List.of(prompt), model.width(), false);
        long[] ids = new long[TEXT.length + 1];
        ids[0] = model.startId();
        System.arraycopy(TEXT, 0, ids, 1, TEXT.length);
        Tensor whole = sessions.decode(Tensor.of(ids, 1, ids.length), sessions.encode(read), read.mask());
        try (EncodedRun run = EncodedRun.of(sessions, read, model.startId())) {
            for (long token : TEXT) {
                run.append(new long[] {token});
            }
            return PaddingTrial.same(last(whole), last(run.logits()));
        } catch (RuntimeFailure e) {
            // A graph that was traced for sizes of its own.
            return false;
        }
    }

    private static boolean roundsTogether(Graph graph) {
        return graph.nodes().stream().anyMatch(RoundedActivations::roundsTogether);
    }

    private static float[] last(Tensor logits) {
        float[] all = logits.toFloatArray();
        return Arrays.copyOfRange(all, all.length - (int) logits.dim(-1), all.length);
    }
}
