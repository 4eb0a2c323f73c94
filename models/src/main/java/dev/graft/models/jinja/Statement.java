package dev.graft.models.jinja;

import java.util.List;

/** A part of a template that writes text. */
@FunctionalInterface
interface Statement {
    void render(Scope scope, StringBuilder out);

    /** One after the other. */
    static Statement all(List<Statement> statements) {
        List<Statement> body = List.copyOf(statements);
        return (scope, out) -> body.forEach(statement -> statement.render(scope, out));
    }
}
