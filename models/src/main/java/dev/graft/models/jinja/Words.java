package dev.graft.models.jinja;

import dev.graft.tensors.InvalidInputException;
import java.util.List;

/** The words of a tag, read from left to right. */
final class Words {
    private final List<Token> words;
    private int next;

    Words(List<Token> words) {
        this.words = words;
    }

    Token peek() {
        return peek(0);
    }

    Token peek(int ahead) {
        return next + ahead < words.size() ? words.get(next + ahead) : Token.END;
    }

    Token take() {
        Token word = peek();
        next++;
        return word;
    }

    boolean isOperator(String text) {
        return peek().is(Token.Kind.OPERATOR, text);
    }

    boolean isName(String text) {
        return peek().is(Token.Kind.NAME, text);
    }

    /** Takes an operator if it comes next. */
    boolean takeOperator(String text) {
        boolean found = isOperator(text);
        next += found ? 1 : 0;
        return found;
    }

    /** Takes a word of the language if it comes next. */
    boolean takeName(String text) {
        boolean found = isName(text);
        next += found ? 1 : 0;
        return found;
    }

    void expectOperator(String text) {
        if (!takeOperator(text)) {
            throw unexpected("'" + text + "'");
        }
    }

    void expectName(String text) {
        if (!takeName(text)) {
            throw unexpected("'" + text + "'");
        }
    }

    String name(String what) {
        if (peek().kind() != Token.Kind.NAME) {
            throw unexpected(what);
        }
        return take().text();
    }

    boolean atEnd() {
        return peek().kind() == Token.Kind.END;
    }

    void expectEnd() {
        if (!atEnd()) {
            throw unexpected("the end of the tag");
        }
    }

    InvalidInputException unexpected(String expected) {
        return new InvalidInputException("expected " + expected + ", found '" + peek().text() + "'");
    }
}
