package dev.graft.models.prompt;

import dev.graft.backbones.tokenizer.Encoding;
import dev.graft.backbones.tokenizer.MarkedText;
import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.tensors.InvalidInputException;
import java.util.ArrayList;
import java.util.List;

/** A part of a prompt that is tokenised as one text: pieces of text, and between them marks for what is no text. */
final class TextRun {
    /**
     * What stands at a mark.
     *
     * @param ids the tokens; null for an image
     * @param visualTokens of an image
     */
    private record Mark(long[] ids, int visualTokens) {}

    /**
     * A piece of text.
     *
     * @param start where it begins in the whole
     * @param learnt whether the loss falls on it
     */
    private record Words(int start, boolean learnt) {}

    private final MarkedText.Writer text = new MarkedText.Writer();
    private final List<Mark> marks = new ArrayList<>();
    private final List<Words> words = new ArrayList<>();

    /** Text; empty text is nothing. */
    TextRun text(String written, boolean learnt) {
        if (!written.isEmpty()) {
            words.add(new Words(text.length(), learnt));
            text.text(written);
        }
        return this;
    }

    /** @param token an added token of the tokenizer; empty for a mark that strips no spaces */
    TextRun image(int visualTokens, String token) {
        return mark(new Mark(null, visualTokens), token);
    }

    /** @param token the text of the only id, where it is an added token of the tokenizer; else empty */
    TextRun tokens(long[] ids, String token) {
        return mark(new Mark(ids, 0), token);
    }

    private TextRun mark(Mark mark, String token) {
        marks.add(mark);
        if (token.isEmpty()) {
            text.mark();
        } else {
            text.mark(token);
        }
        return this;
    }

    /** Appends the tokens to a row. */
    void encode(Tokenizer tokenizer, TokenRow row) {
        MarkedText whole = text.done();
        Encoding encoded = words.isEmpty() ? marksAlone(whole) : tokenizer.encode(whole);
        int mark = 0;
        for (int i = 0; i < encoded.ids().length; i++) {
            Encoding.Span span = encoded.spans().get(i);
            if (mark == marks.size() || !covers(span, whole.marks().get(mark))) {
                row.add(encoded.ids()[i], isLearnt(span.start()));
                continue;
            }
            Mark found = marks.get(mark++);
            if (found.ids == null) {
                row.addImage(found.visualTokens);
            } else {
                row.add(found.ids, false);
            }
        }
        if (mark < marks.size()) {
            Encoding.Span lost = whole.marks().get(mark);
            throw new InvalidInputException(
                    "the tokenizer does not keep '" + whole.text().substring(lost.start(), lost.end())
                            + "' apart from the text beside it, so that an image has no place; choose another"
                            + " 'prompt.image_token', or none");
        }
    }

    private static Encoding marksAlone(MarkedText whole) {
        return new Encoding(
                new long[whole.marks().size()],
                whole.marks().stream().map(mark -> "").toList(),
                whole.marks());
    }

    private static boolean covers(Encoding.Span token, Encoding.Span mark) {
        return token.start() <= mark.start() && token.end() >= mark.end();
    }

    private boolean isLearnt(int place) {
        boolean learnt = false;
        for (Words piece : words) {
            if (piece.start > place) {
                break;
            }
            learnt = piece.learnt;
        }
        return learnt;
    }
}
