package dev.graft.models;

import dev.graft.backbones.generation.TokenListener;
import dev.graft.backbones.tokenizer.StreamDecoder;
import java.util.List;
import java.util.function.Consumer;

/**
 * Hands on an answer piece by piece while its tokens come. The pieces joined are the answer: white space at its
 * beginning is left out, and white space within is held back until something follows,
 * as is what may begin a word that ends the answer.
 */
final class AnswerStream implements TokenListener {
    private final StreamDecoder decoder;
    private final Consumer<? super String> pieces;
    private final List<String> words;
    private String held = "";
    private boolean begun;
    private boolean ended;

    /** @param words of which the first that comes ends the answer, and is left out */
    AnswerStream(StreamDecoder decoder, List<String> words, Consumer<? super String> pieces) {
        this.decoder = decoder;
        this.words = words;
        this.pieces = pieces;
    }

    @Override
    public void onToken(int row, long token) {
        show(decoder.append(token), false);
    }

    /** Hands on what was held back. */
    void finish() {
        show(decoder.finish(), true);
    }

    private void show(String piece, boolean isLast) {
        if (ended) {
            return;
        }
        String text = begun ? held + piece : (held + piece).stripLeading();
        int end = text.length();
        for (String word : words) {
            int at = text.indexOf(word);
            ended |= at >= 0;
            end = Math.min(end, at >= 0 ? at : text.length() - (isLast ? 0 : begun(word, text)));
        }
        String settled = text.substring(0, end).stripTrailing();
        held = text.substring(settled.length());
        if (!settled.isEmpty()) {
            begun = true;
            pieces.accept(settled);
        }
    }

    /** How many letters at the end of a text may turn out to begin a word. */
    private static int begun(String word, String text) {
        int length = Math.min(word.length() - 1, text.length());
        while (!text.endsWith(word.substring(0, length))) {
            length--;
        }
        return length;
    }
}
