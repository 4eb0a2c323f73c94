package dev.graft.models.data.conversations;

import dev.graft.models.data.ImageRef;
import dev.graft.models.prompt.MarkedText;
import dev.graft.models.prompt.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The words of a message, and the images among them by the number of letters before each. */
public record PlacedText(String text, List<ImageRef> images, List<Integer> offsets) {
    /**
     * Puts pieces together, as {@link MarkedText#between} does.
     *
     * @param next gives the image of a marker
     */
    static PlacedText of(List<Piece> pieces, Supplier<ImageRef> next) {
        List<String> texts = new ArrayList<>();
        List<ImageRef> images = new ArrayList<>();
        StringBuilder words = new StringBuilder();
        for (Piece piece : pieces) {
            if (piece instanceof Piece.Text more) {
                words.append(more.text());
            } else {
                texts.add(words.toString());
                words.setLength(0);
                images.add(piece instanceof Piece.Image named ? named.image() : next.get());
            }
        }
        texts.add(words.toString());
        return between(texts, images);
    }

    /** As {@link MarkedText#between}. */
    public static PlacedText between(List<String> texts, List<ImageRef> images) {
        Prompt<ImageRef> prompt = MarkedText.between(texts, images);
        StringBuilder text = new StringBuilder();
        List<Integer> offsets = new ArrayList<>();
        for (dev.graft.models.prompt.Piece<ImageRef> piece : prompt.pieces()) {
            if (piece instanceof dev.graft.models.prompt.Piece.Text<ImageRef> words) {
                text.append(words.text());
            } else {
                offsets.add(text.length());
            }
        }
        return new PlacedText(text.toString(), prompt.images(), offsets);
    }
}
