package dev.graft.backbones.decoder;

import dev.graft.backbones.generation.EmbeddedPrompt;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Texts that are each read from their beginnings at every token, for exports whose rows cannot be taken apart or put together, such
 * as those of a fixed number of rows.
 */
public final class RereadRun implements TextRun {
    private final DecoderSessions sessions;
    private final List<PromptPadding> texts;
    private Tensor logits;

    private RereadRun(DecoderSessions sessions, List<PromptPadding> texts) {
        this.sessions = sessions;
        this.texts = new ArrayList<>(texts);
    }

    /** Reads one text. */
    public static RereadRun of(DecoderSessions sessions, EmbeddedPrompt prompt) {
        PromptPadding text = PromptPadding.marked(List.of(prompt), sessions.width(), true);
        RereadRun run = new RereadRun(sessions, List.of(text.marked(sessions.promptMark())));
        run.read();
        return run;
    }

    private void read() {
        Tensor all = null;
        for (int row = 0; row < texts.size(); row++) {
            try (DecoderRun run = DecoderRun.ofMarked(sessions, texts.get(row))) {
                int vocabulary = run.vocabulary();
                all = all == null ? Tensor.allocate(ElementType.FLOAT, texts.size(), 1, vocabulary) : all;
                all.floats()
                        .position(row * vocabulary)
                        .put(run.logits().floats().slice((run.rowStride() - 1) * vocabulary, vocabulary));
            }
        }
        logits = all;
    }

    @Override
    public int rows() {
        return texts.size();
    }

    @Override
    public int tokens() {
        return texts.get(0).longest();
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
    public RereadRun with(int[] rows) {
        RereadRun other =
                new RereadRun(sessions, IntStream.of(rows).mapToObj(texts::get).toList());
        other.logits = KeyValues.rows(logits, rows);
        return other;
    }

    @Override
    public RereadRun rearranged(int[] sources) {
        return with(sources);
    }

    @Override
    public void append(long[] tokens) {
        for (int row = 0; row < tokens.length; row++) {
            Tensor fresh = sessions.embedding().embed(new long[] {tokens[row]}).reshape(1, 1, sessions.width());
            PromptPadding text = texts.get(row);
            texts.set(row, new PromptPadding(Marks.joined(text.embeds(), fresh), Marks.widened(text.mask())));
        }
        read();
    }

    @Override
    public void close() {}
}
