package dev.graft.models;

import dev.graft.backbones.generation.TokenListener;
import dev.graft.backbones.tokenizer.StreamDecoder;
import java.util.function.Consumer;

/**
 * Hands on an answer piece by piece while its tokens come. The pieces joined are the answer: white space at its
 * beginning is left out, and white space within is held back until something follows.
 */
final class AnswerStream implements TokenListener {
    private final StreamDecoder decoder;
    private final Consumer<? super String> pieces;
    private String held = "";
    private boolean begun;

    AnswerStream(StreamDecoder decoder, Consumer<? super String> pieces) {
        this.decoder = decoder;
        this.pieces = pieces;
    }

    @Override
    public void onToken(int row, long token) {
        show(decoder.append(token));
    }

    /** Hands on what was held back. */
    void finish() {
        show(decoder.finish());
    }

    private void show(String piece) {
        String text = begun ? held + piece : (held + piece).stripLeading();
        String settled = text.stripTrailing();
        held = text.substring(settled.length());
        if (!settled.isEmpty()) {
            begun = true;
            pieces.accept(settled);
        }
    }
}
