package dev.graft.models.jinja;

import dev.graft.models.jinja.value.Namespace;
import dev.graft.models.jinja.value.Values;
import dev.graft.tensors.InvalidInputException;
import java.util.ArrayList;
import java.util.List;

/** Reads a template tag by tag. */
final class StatementParser {
    private final List<Tag> tags;
    private int next;

    StatementParser(List<Tag> tags) {
        this.tags = tags;
    }

    Statement whole() {
        Statement all = body();
        if (next < tags.size()) {
            Tag tag = tags.get(next);
            throw new InvalidInputException(
                    "line " + tag.line() + ": '" + tag.body().strip() + "' belongs to nothing");
        }
        return all;
    }

    /** What stands up to a block that ends or divides another, which is left to be read. */
    private Statement body() {
        List<Statement> statements = new ArrayList<>();
        while (next < tags.size() && !ends(tags.get(next))) {
            Tag tag = tags.get(next++);
            Statement statement = Lines.at(tag.line(), () -> statement(tag));
            statements.add((scope, out) -> Lines.at(tag.line(), () -> {
                statement.render(scope, out);
                return null;
            }));
        }
        return Statement.all(statements);
    }

    private static boolean ends(Tag tag) {
        return tag.kind() == Tag.Kind.BLOCK && tag.body().strip().matches("(?s)(end|elif\\b|else\\b).*");
    }

    private Statement statement(Tag tag) {
        return switch (tag.kind()) {
            case TEXT -> (scope, out) -> out.append(tag.body());
            case OUTPUT -> output(new Words(Lexer.words(tag.body())));
            case BLOCK -> block(new Words(Lexer.words(tag.body())));
        };
    }

    private static Statement output(Words words) {
        Expression value = values(words);
        words.expectEnd();
        return (scope, out) -> out.append(Values.text(value.evaluate(scope)));
    }

    /** One value, or several with commas between them, which are a list. */
    private static Expression values(Words words) {
        ExpressionParser expressions = new ExpressionParser(words);
        Expression first = expressions.expression();
        if (!words.isOperator(",")) {
            return first;
        }
        List<Expression> all = new ArrayList<>(List.of(first));
        while (words.takeOperator(",") && !words.atEnd()) {
            all.add(expressions.expression());
        }
        return scope -> {
            List<Object> values = new ArrayList<>();
            all.forEach(item -> values.add(item.evaluate(scope)));
            return values;
        };
    }

    private Statement block(Words words) {
        String name = words.name("the name of a block");
        return switch (name) {
            case "if" -> condition(words);
            case "for" -> loop(words);
            case "set" -> assignment(words);
            case "macro" -> macro(words);
            case "generation" -> closed("endgeneration");
            case "break" ->
                (scope, out) -> {
                    throw new LoopSignal(true);
                };
            case "continue" ->
                (scope, out) -> {
                    throw new LoopSignal(false);
                };
            default ->
                throw new InvalidInputException("the block '" + name
                        + "' is not understood; known are if, for, set, macro, generation, break, continue and raw");
        };
    }

    private Statement condition(Words words) {
        Expression condition = new ExpressionParser(words).expression();
        words.expectEnd();
        Statement then = body();
        Statement otherwise = (scope, out) -> {};
        Words following = nextBlock("'endif'");
        String name = following.name("'elif', 'else' or 'endif'");
        if (name.equals("elif")) {
            otherwise = condition(following);
        } else if (name.equals("else")) {
            following.expectEnd();
            otherwise = closed("endif");
        } else if (!name.equals("endif")) {
            throw new InvalidInputException("expected 'endif', found '" + name + "'");
        }
        Statement other = otherwise;
        return (scope, out) -> (Values.isTrue(condition.evaluate(scope)) ? then : other).render(scope, out);
    }

    private Statement loop(Words words) {
        List<String> targets = names(words);
        words.expectName("in");
        ExpressionParser expressions = new ExpressionParser(words);
        Expression items = expressions.or();
        Expression filter = words.takeName("if") ? expressions.expression() : scope -> true;
        words.expectEnd();
        Statement body = body();
        Words following = nextBlock("'endfor'");
        Statement otherwise = (scope, out) -> {};
        if (following.takeName("else")) {
            otherwise = closed("endfor");
        } else {
            following.expectName("endfor");
        }
        return new Loop(targets, items, filter, body, otherwise);
    }

    private static List<String> names(Words words) {
        List<String> names = new ArrayList<>();
        boolean bracket = words.takeOperator("(");
        do {
            names.add(words.name("a name"));
        } while (words.takeOperator(","));
        if (bracket) {
            words.expectOperator(")");
        }
        return names;
    }

    private Statement assignment(Words words) {
        if (words.peek(1).is(Token.Kind.OPERATOR, ".")) {
            String namespace = words.take().text();
            words.take();
            String key = words.name("a name");
            words.expectOperator("=");
            Expression value = values(words);
            words.expectEnd();
            return (scope, out) -> {
                if (!(scope.get(namespace) instanceof Namespace found)) {
                    throw new InvalidInputException("'" + namespace + "' is no namespace, whose names may be set");
                }
                found.values().put(key, value.evaluate(scope));
            };
        }
        List<String> targets = names(words);
        if (words.takeOperator("=")) {
            Expression value = values(words);
            words.expectEnd();
            return (scope, out) -> assign(targets, value.evaluate(scope), scope);
        }
        return captured(targets.get(0), words);
    }

    /** {@code set} without a value takes what is written up to {@code endset}. */
    private Statement captured(String target, Words words) {
        OperandParser operands = new OperandParser(words, new ExpressionParser(words));
        Expression text = operands.filtered(scope -> scope.get("captured text"));
        words.expectEnd();
        Statement body = closed("endset");
        return (scope, out) -> {
            StringBuilder captured = new StringBuilder();
            body.render(scope.inner(), captured);
            Scope within = scope.inner();
            within.set("captured text", captured.toString());
            scope.set(target, text.evaluate(within));
        };
    }

    static void assign(List<String> targets, Object value, Scope scope) {
        if (targets.size() == 1) {
            scope.set(targets.get(0), value);
            return;
        }
        List<Object> parts = Values.items(value);
        if (parts.size() != targets.size()) {
            throw new InvalidInputException(
                    "expected " + targets.size() + " values for " + targets + ", found " + parts.size());
        }
        for (int i = 0; i < targets.size(); i++) {
            scope.set(targets.get(i), parts.get(i));
        }
    }

    private Statement macro(Words words) {
        String name = words.name("the name of a macro");
        List<Macro.Parameter> parameters = Macro.parameters(words);
        words.expectEnd();
        Statement body = closed("endmacro");
        return (scope, out) -> scope.set(name, new Macro(name, parameters, body, scope));
    }

    /** What stands up to a block of the given name, which is read. */
    private Statement closed(String end) {
        Statement body = body();
        Words words = nextBlock("'" + end + "'");
        words.expectName(end);
        words.expectEnd();
        return body;
    }

    private Words nextBlock(String expected) {
        if (next >= tags.size()) {
            throw new InvalidInputException("expected " + expected + ", found the end of the template");
        }
        return new Words(Lexer.words(tags.get(next++).body()));
    }
}
