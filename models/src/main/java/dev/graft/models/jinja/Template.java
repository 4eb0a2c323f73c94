package dev.graft.models.jinja;

import dev.graft.models.jinja.value.Budget;
import dev.graft.models.jinja.value.Functions;
import dev.graft.tensors.InvalidInputException;
import java.util.Collection;
import java.util.Map;

/** A template that makes a text of values. Immutable, and safe for use by many threads at once. */
public final class Template {
    /** Many times what any model has. */
    private static final int MOST_CHARACTERS = 1 << 20;

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
        if (source.length() > MOST_CHARACTERS) {
            throw new InvalidInputException(
                    "the template has " + source.length() + " characters, at most " + MOST_CHARACTERS + " are read");
        }
        try {
            return new Template(new StatementParser(TagSplitter.split(source)).whole());
        } catch (StackOverflowError e) {
            throw new InvalidInputException("the template is nested too deep", e);
        }
    }

    /**
     * The text that it makes.
     *
     * @param variables null, Boolean, Long, Double, String, List and Map by their names
     * @throws InvalidInputException if the template itself refuses the values, or does with them what cannot be done, with the
     *     line, or if it does more than any prompt needs
     */
    public String render(Map<String, Object> variables) {
        Scope scope = Scope.of(Functions.all(), Budget.forTexts(characters(variables)))
                .inner();
        variables.forEach(scope::set);
        StringBuilder out = new StringBuilder();
        try {
            whole.render(scope, out);
        } catch (StackOverflowError e) {
            throw new InvalidInputException("the template is nested too deep, or makes what is", e);
        }
        return out.toString();
    }

    /** How many characters all texts have. */
    private static long characters(Object value) {
        if (value instanceof String text) {
            return text.length();
        }
        if (value instanceof Map<?, ?> map) {
            return characters(map.values());
        }
        return value instanceof Collection<?> list
                ? list.stream().mapToLong(item -> 1 + characters(item)).sum()
                : 0;
    }
}
