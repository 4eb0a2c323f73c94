package dev.graft.models.jinja;

import dev.graft.models.jinja.value.Callable;
import dev.graft.models.jinja.value.Check;
import dev.graft.models.jinja.value.Checks;
import dev.graft.models.jinja.value.Filter;
import dev.graft.models.jinja.value.Filters;
import dev.graft.models.jinja.value.Members;
import dev.graft.models.jinja.value.Sequence;
import dev.graft.models.jinja.value.Undefined;
import dev.graft.models.jinja.value.Values;
import dev.graft.tensors.InvalidInputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads names, literals, members, calls, filters and tests. */
final class OperandParser {
    private static final List<String> NO_OPERAND = List.of("and", "or", "not", "if", "else", "in", "is");

    private final Words words;
    private final ExpressionParser expressions;

    OperandParser(Words words, ExpressionParser expressions) {
        this.words = words;
        this.expressions = expressions;
    }

    /** A name or literal with what is behind it: {@code a.b[0](c)}. */
    Expression operand() {
        Expression value = primary();
        String name = "it";
        while (true) {
            Expression of = value;
            if (words.takeOperator(".")) {
                Token member = words.take();
                name = member.text();
                value = member(of, member);
                words.lengthen();
            } else if (words.takeOperator("[")) {
                value = subscript(of);
            } else if (words.isOperator("(")) {
                value = call(of, name);
            } else {
                return value;
            }
        }
    }

    private static Expression member(Expression of, Token member) {
        return switch (member.kind()) {
            case NAME -> scope -> Members.attribute(of.evaluate(scope), member.text(), scope.budget());
            case INTEGER -> {
                Object place = integer(member.text());
                yield scope -> Members.item(of.evaluate(scope), place, scope.budget());
            }
            default ->
                throw new InvalidInputException(
                        "expected a name or a number behind the point, found '" + member.text() + "'");
        };
    }

    private Expression primary() {
        Token word = words.take();
        return switch (word.kind()) {
            case NAME -> name(word);
            case INTEGER -> constant(integer(word.text()));
            case DECIMAL -> constant(Double.valueOf(word.text().replace("_", "")));
            case TEXT -> constant(text(word.text()));
            case OPERATOR -> bracketed(word);
            case END -> throw new InvalidInputException("expected a value, found " + word.text());
        };
    }

    private static Object integer(String digits) {
        try {
            String plain = digits.replace("_", "").toLowerCase(Locale.ROOT);
            int base = plain.startsWith("0x") ? 16 : plain.startsWith("0o") ? 8 : plain.startsWith("0b") ? 2 : 10;
            return Long.valueOf(base == 10 ? plain : plain.substring(2), base);
        } catch (NumberFormatException e) {
            throw new InvalidInputException("the number " + digits + " is too large", e);
        }
    }

    private Expression name(Token word) {
        return switch (word.text()) {
            case "true", "True" -> constant(true);
            case "false", "False" -> constant(false);
            case "none", "None" -> constant(null);
            default -> {
                if (NO_OPERAND.contains(word.text())) {
                    throw new InvalidInputException("expected a value, found '" + word.text() + "'");
                }
                yield scope -> scope.get(word.text());
            }
        };
    }

    private static Expression constant(Object value) {
        return scope -> value;
    }

    /** Texts beside each other are one. */
    private String text(String first) {
        StringBuilder whole = new StringBuilder(first);
        while (words.peek().kind() == Token.Kind.TEXT) {
            whole.append(words.take().text());
        }
        return whole.toString();
    }

    private Expression bracketed(Token opening) {
        return switch (opening.text()) {
            case "[" -> list("]", new ArrayList<>());
            case "{" -> dictionary();
            case "(" -> {
                if (words.takeOperator(")")) {
                    yield constant(Sequence.tuple(List.of()));
                }
                Expression first = expressions.expression();
                if (words.takeOperator(")")) {
                    yield first;
                }
                words.expectOperator(",");
                Expression items = list(")", new ArrayList<>(List.of(first)));
                yield scope -> Sequence.tuple(Values.items(items.evaluate(scope), scope.budget()));
            }
            default -> throw new InvalidInputException("expected a value, found '" + opening.text() + "'");
        };
    }

    private Expression list(String closing, List<Expression> items) {
        while (!words.takeOperator(closing)) {
            items.add(expressions.expression());
            if (!words.isOperator(closing)) {
                words.expectOperator(",");
            }
        }
        return scope -> {
            scope.budget().spend(1L + items.size());
            List<Object> values = new ArrayList<>();
            items.forEach(item -> values.add(item.evaluate(scope)));
            return values;
        };
    }

    private Expression dictionary() {
        Map<Expression, Expression> entries = new LinkedHashMap<>();
        while (!words.takeOperator("}")) {
            Expression key = expressions.expression();
            words.expectOperator(":");
            entries.put(key, expressions.expression());
            if (!words.isOperator("}")) {
                words.expectOperator(",");
            }
        }
        return scope -> {
            scope.budget().spend(1L + 3L * entries.size());
            Map<Object, Object> values = new LinkedHashMap<>();
            entries.forEach((key, value) -> values.put(key(key.evaluate(scope)), value.evaluate(scope)));
            return values;
        };
    }

    private static Object key(Object value) {
        if (value == null || value instanceof String || value instanceof Long) {
            return value;
        }
        throw new InvalidInputException("a key of a dictionary is a text or a whole number in templates");
    }

    private Expression subscript(Expression of) {
        words.lengthen();
        Expression start = words.isOperator(":") ? constant(null) : expressions.expression();
        if (words.takeOperator("]")) {
            return scope -> Members.item(of.evaluate(scope), start.evaluate(scope), scope.budget());
        }
        words.expectOperator(":");
        boolean open = words.isOperator("]") || words.isOperator(":");
        Expression stop = open ? constant(null) : expressions.expression();
        boolean steps = words.takeOperator(":") && !words.isOperator("]");
        Expression step = steps ? expressions.expression() : constant(null);
        words.expectOperator("]");
        return scope -> Members.slice(
                of.evaluate(scope), start.evaluate(scope), stop.evaluate(scope), step.evaluate(scope), scope.budget());
    }

    private Expression call(Expression of, String name) {
        words.lengthen();
        ArgumentList given = ArgumentList.parse(words, expressions);
        return scope -> {
            Object called = of.evaluate(scope);
            if (called instanceof Callable function) {
                return function.call(given.evaluate(name, scope));
            }
            throw new InvalidInputException(
                    called instanceof Undefined undefined
                            ? "there is no function '" + undefined.name() + "'"
                            : "'" + name + "' is no function");
        };
    }

    /** A value through the filters and tests behind it. */
    Expression filtered(Expression value) {
        Expression result = value;
        while (true) {
            if (words.takeOperator("|")) {
                result = filter(words.name("a filter"), result);
            } else if (words.takeName("is")) {
                result = check(result);
            } else {
                return result;
            }
        }
    }

    Expression filter(String name, Expression of) {
        words.lengthen();
        Filter filter = Filters.named(name);
        ArgumentList given = words.isOperator("(") ? ArgumentList.parse(words, expressions) : ArgumentList.NONE;
        return scope -> filter.apply(of.evaluate(scope), given.evaluate(name, scope));
    }

    private Expression check(Expression of) {
        words.lengthen();
        boolean wanted = !words.takeName("not");
        String name = words.name("a test");
        Check check = Checks.named(name);
        ArgumentList given = ArgumentList.NONE;
        if (words.isOperator("(")) {
            given = ArgumentList.parse(words, expressions);
        } else if (words.peek().kind() != Token.Kind.END && takesArgument(words.peek())) {
            given = ArgumentList.of(operand());
        }
        ArgumentList arguments = given;
        return scope -> check.holds(of.evaluate(scope), arguments.evaluate(name, scope)) == wanted;
    }

    private static boolean takesArgument(Token next) {
        return next.kind() == Token.Kind.OPERATOR
                ? List.of("[", "{").contains(next.text())
                : next.kind() != Token.Kind.NAME || !NO_OPERAND.contains(next.text());
    }
}
