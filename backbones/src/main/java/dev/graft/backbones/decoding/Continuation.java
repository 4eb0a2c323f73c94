package dev.graft.backbones.decoding;

import dev.graft.backbones.generation.TokenListener;

/**
 * A text that is being written. Tokens that may turn out to begin the stop sequence are told to the listener only once they do not.
 */
final class Continuation {
    private final Reading reading;
    private final TokenPicker picker;
    private final int number;
    private final TokenListener listener;
    private final TokenList text = new TokenList();
    private boolean ended;
    private int told;

    /** @param number under which the listener knows the text, and by which its draws differ from those of others */
    Continuation(Reading reading, int number, TokenListener listener) {
        this.reading = reading;
        this.picker = new TokenPicker(reading.options(), number);
        this.number = number;
        this.listener = listener;
    }

    /** Picks the next token. */
    long pick(Logits logits, int row) {
        return picker.pick(logits, row, () -> reading.with(text));
    }

    void accept(long token) {
        ended = reading.ends().contains(token);
        if (!ended) {
            text.add(token);
            ended = Ending.cuts(reading, text);
        }
        tell(ended ? text.size() : text.size() - text.begun(reading.options().stop()));
    }

    boolean hasEnded() {
        return ended;
    }

    private void tell(int end) {
        for (; told < end; told++) {
            listener.onToken(number, text.get(told));
        }
    }

    /** The whole text, of which the listener has heard every token then. */
    long[] finish() {
        tell(text.size());
        return text.toArray();
    }
}
