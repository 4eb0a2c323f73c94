package dev.graft.models.jinja;

/**
 * A part of a template's source.
 *
 * @param body the text itself, or what stands inside the tag
 * @param line where it begins, counted from 1
 */
record Tag(Kind kind, String body, int line) {
    /** Text to be written as it stands, {@code {{ ... }}} or <code>{% ... %}</code>. */
    enum Kind {
        TEXT,
        OUTPUT,
        BLOCK
    }
}
