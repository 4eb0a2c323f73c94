package dev.graft.models.jinja;

import dev.graft.tensors.InvalidInputException;
import java.util.List;

/** The words of a tag, read from left to right. */
final class Words {
    private static final int MOST_DEPTH = 100;
    private static final int MOST_OPERATIONS = 2000;

    private final List<Token> words;
    private int next;
    private int depth;
    private int operations;

    Words(List<Token> words) {
        this.words = words;
    }

    /** What is read next is within something, up to {@link #leave}; bounded, as it is gone through by recursion. */
    void enter() {
        depth++;
        if (depth > MOST_DEPTH) {
            throw new InvalidInputException("an expression is nested deeper than " + MOST_DEPTH);
        }
    }

    void leave() {
        depth--;
    }

    /** There is one more operation in the tag, whose value may be that of another and so on. */
    void lengthen() {
        operations++;
        if (operations > MOST_OPERATIONS) {
            throw new InvalidInputException("a tag has more than " + MOST_OPERATIONS + " operations");
        }
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
