package dev.graft.models.jinja;

import dev.graft.models.jinja.value.Functions;
import dev.graft.tensors.InvalidInputException;
import java.util.Map;

/** A template that makes a text of values. Immutable, and safe for use by many threads at once. */
public final class Template {
    private final Statement whole;

    private Template(Statement whole) {
        this.whole = whole;
    }

    /**
     * Reads a template.
     *
     * @throws InvalidInputException if something in it is not understood, with its line
     */
    public static Template parse(String source) {
        return new Template(new StatementParser(TagSplitter.split(source)).whole());
    }

    /**
     * The text that it makes.
     *
     * @param variables null, Boolean, Long, Double, String, List and Map by their names
     * @throws InvalidInputException if the template itself refuses the values, or does with them what cannot be done, with the
     *     line
     */
    public String render(Map<String, Object> variables) {
        Scope scope = Scope.of(Functions.all()).inner();
        variables.forEach(scope::set);
        StringBuilder out = new StringBuilder();
        try {
            whole.render(scope, out);
        } catch (ArithmeticException | StackOverflowError e) {
            throw new InvalidInputException("the template computes what has no end or is too large: " + e, e);
        }
        return out.toString();
    }
}
