package dev.graft.models.data.conversations;

import dev.graft.models.data.ImageRef;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/**
 * The words of a message, and the images among them by the number of letters before each. The spaces around an image leave the
 * text with it, as LLaVA's own preprocessing does.
 */
record PlacedText(String text, List<ImageRef> images, List<Integer> offsets) {
    /**
     * Puts pieces together.
     *
     * @param next gives the image of a marker
     */
    static PlacedText of(List<Piece> pieces, Supplier<ImageRef> next) {
        List<ImageRef> images = new ArrayList<>();
        List<Integer> offsets = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        StringBuilder words = new StringBuilder();
        for (Iterator<Piece> each = pieces.iterator(); each.hasNext(); ) {
            Piece piece = each.next();
            if (piece instanceof Piece.Text more) {
                words.append(more.text());
                continue;
            }
            flush(words, text);
            images.add(piece instanceof Piece.Image named ? named.image() : next.get());
            offsets.add(text.length());
        }
        if (images.isEmpty()) {
            return new PlacedText(words.toString(), images, offsets);
        }
        flush(words, text);
        return new PlacedText(text.toString(), images, offsets);
    }

    private static void flush(StringBuilder words, StringBuilder text) {
        String stripped = words.toString().strip();
        text.append(text.isEmpty() || stripped.isEmpty() ? "" : " ").append(stripped);
        words.setLength(0);
    }
}
