package dev.graft.models.jinja;

/**
 * A word of the language inside a tag.
 *
 * @param text of a {@link Kind#TEXT} without its quotes
 */
record Token(Kind kind, String text) {
    /** What kind of word. */
    enum Kind {
        NAME,
        TEXT,
        INTEGER,
        DECIMAL,
        OPERATOR,
        END
    }

    static final Token END = new Token(Kind.END, "the end of the tag");

    boolean is(Kind wanted, String word) {
        return kind == wanted && text.equals(word);
    }
}
