package dev.graft.backbones.decoding;

import dev.graft.backbones.generation.TokenListener;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Texts that are each written token by token: one, or several where tokens are drawn. */
final class Writing implements Search {
    private final Reading reading;
    private final List<Continuation> texts = new ArrayList<>();
    private int written;

    /** @param listener told of the texts' tokens under the numbers from {@code first} on */
    Writing(Reading reading, int first, TokenListener listener) {
        this.reading = reading;
        for (int i = 0; i < reading.options().answers(); i++) {
            texts.add(new Continuation(reading, first + i, listener));
        }
    }

    @Override
    public Moves advance(Logits logits, int[] rows) {
        List<Continuation> going = going();
        long[] tokens = new long[going.size()];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = going.get(i).pick(logits, rows[written == 0 ? 0 : i]);
        }
        int before = written;
        return accept(going, tokens, before == 0);
    }

    /** Takes the next token of its only text, chosen elsewhere. */
    Moves accept(long token) {
        return accept(going(), new long[] {token}, written == 0);
    }

    private Moves accept(List<Continuation> going, long[] tokens, boolean isFirst) {
        for (int i = 0; i < tokens.length; i++) {
            going.get(i).accept(tokens[i]);
        }
        written++;
        if (written >= reading.most()) {
            return Moves.NONE;
        }
        int[] kept = IntStream.range(0, tokens.length)
                .filter(i -> !going.get(i).hasEnded())
                .toArray();
        return new Moves(
                IntStream.of(kept).map(i -> isFirst ? 0 : i).toArray(),
                IntStream.of(kept).mapToLong(i -> tokens[i]).toArray());
    }

    private List<Continuation> going() {
        return texts.stream().filter(text -> !text.hasEnded()).toList();
    }

    @Override
    public boolean takesLikeliest() {
        return reading.options().isGreedy();
    }

    @Override
    public int remaining() {
        return reading.most() - written;
    }

    @Override
    public List<long[]> texts() {
        return texts.stream().map(Continuation::finish).toList();
    }
}
