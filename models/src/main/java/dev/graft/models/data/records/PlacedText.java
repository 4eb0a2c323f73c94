package dev.graft.models.data.records;

import dev.graft.models.data.ImageRef;
import dev.graft.models.prompt.MarkedText;
import dev.graft.models.prompt.Piece;
import dev.graft.models.prompt.Prompt;
import java.util.ArrayList;
import java.util.List;

/** The words of a message, and the images among them by the number of letters before each. */
public record PlacedText(String text, List<ImageRef> images, List<Integer> offsets) {
    /** As {@link MarkedText#between}. */
    public static PlacedText between(List<String> texts, List<ImageRef> images) {
        Prompt<ImageRef> prompt = MarkedText.between(texts, images);
        StringBuilder text = new StringBuilder();
        List<Integer> offsets = new ArrayList<>();
        for (Piece<ImageRef> piece : prompt.pieces()) {
            if (piece instanceof Piece.Text<ImageRef> words) {
                text.append(words.text());
            } else {
                offsets.add(text.length());
            }
        }
        return new PlacedText(text.toString(), prompt.images(), offsets);
    }
}
