package dev.graft.models.visual;

import dev.graft.models.prompt.Piece;
import dev.graft.models.prompt.Prompt;

/** Writes the parts of visual sequences into a prompt. */
final class SequenceWriter {
    private final Prompt.Writer<VisualPart.Run> out = new Prompt.Writer<>();

    /** The mark that was written last; null where something else was. */
    private String mark;

    Prompt<VisualPart.Run> write(Prompt<VisualSequence> prompt) {
        for (Piece<VisualSequence> piece : prompt.pieces()) {
            if (piece instanceof Piece.Image<VisualSequence> image) {
                image.image().parts().forEach(this::part);
            } else if (piece instanceof Piece.Text<VisualSequence> text && !text.learnt()) {
                text(text.text());
            } else {
                mark = null;
                out.add(piece.map(none -> {
                    throw new IllegalStateException("not an image");
                }));
            }
        }
        return out.done();
    }

    private void part(VisualPart part) {
        if (part instanceof VisualPart.Text text) {
            text(text.text());
        } else if (part instanceof VisualPart.Mark next) {
            if (!next.text().equals(mark)) {
                out.text(next.text());
            }
            mark = next.text();
        } else if (part instanceof VisualPart.Run run) {
            out.image(run);
            mark = null;
        }
    }

    private void text(String text) {
        if (!text.isEmpty()) {
            out.text(mark != null && beginsWord(text) ? " " + text : text);
            mark = null;
        }
    }

    private static boolean beginsWord(String text) {
        int first = text.codePointAt(0);
        return first != '<' && !Character.isWhitespace(first) && !Character.isSpaceChar(first);
    }
}
