package dev.graft.models.jinja;

import dev.graft.models.jinja.value.Namespace;
import dev.graft.models.jinja.value.Sequence;
import dev.graft.models.jinja.value.Values;
import dev.graft.tensors.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Reads a template tag by tag. */
final class StatementParser {
    private static final int MOST_DEPTH = 100;
    private static final List<String> CONSTANTS = List.of("true", "false", "none", "True", "False", "None");

    private final List<Tag> tags;
    private int next;
    /** How many blocks are open. */
    private int depth;
    /** How many loops are open that can be left from here. */
    private int loops;

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
        depth++;
        if (depth > MOST_DEPTH) {
            throw new InvalidInputException("blocks are nested deeper than " + MOST_DEPTH);
        }
        List<Statement> statements = new ArrayList<>();
        while (next < tags.size() && !ends(tags.get(next))) {
            Tag tag = tags.get(next++);
            Statement statement = Lines.at(tag.line(), () -> statement(tag));
            statements.add((scope, out) -> Lines.at(tag.line(), () -> {
                scope.budget().spend(1);
                statement.render(scope, out);
                return null;
            }));
        }
        depth--;
        return Statement.all(statements);
    }

    private static boolean ends(Tag tag) {
        return tag.kind() == Tag.Kind.BLOCK && tag.body().strip().matches("(?s)(end|elif\\b|else\\b).*");
    }

    private Statement statement(Tag tag) {
        return switch (tag.kind()) {
            case TEXT -> (scope, out) -> append(tag.body(), scope, out);
            case OUTPUT -> output(new Words(Lexer.words(tag.body())));
            case BLOCK -> block(new Words(Lexer.words(tag.body())));
        };
    }

    private static Statement output(Words words) {
        Expression value = values(words);
        words.expectEnd();
        return (scope, out) -> append(Values.text(value.evaluate(scope), scope.budget()), scope, out);
    }

    private static void append(String text, Scope scope, StringBuilder out) {
        scope.budget().spend(text.length());
        out.append(text);
    }

    /** One value, or several with commas between them, which are a tuple. */
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
            scope.budget().spend(all.size());
            List<Object> values = new ArrayList<>();
            all.forEach(item -> values.add(item.evaluate(scope)));
            return Sequence.tuple(values);
        };
    }

    private Statement block(Words words) {
        String name = words.name("the name of a block");
        return switch (name) {
            case "if" -> condition(words);
            case "for" -> loop(words);
            case "set" -> assignment(words);
            case "macro" -> macro(words);
            case "generation" -> outsideLoops(() -> ended(words, "endgeneration"));
            case "break", "continue" -> signal(name, words);
            default ->
                throw new InvalidInputException("the block '" + name
                        + "' is not understood; known are if, for, set, macro, generation, break, continue and raw");
        };
    }

    private Statement ended(Words words, String end) {
        words.expectEnd();
        return closed(end);
    }

    /** Reads what is a function of its own, from which no loop around it can be left. */
    private <T> T outsideLoops(Supplier<T> reading) {
        int around = loops;
        loops = 0;
        T read = reading.get();
        loops = around;
        return read;
    }

    private Statement signal(String name, Words words) {
        words.expectEnd();
        if (loops == 0) {
            throw new InvalidInputException("'" + name + "' stands in no loop");
        }
        return (scope, out) -> {
            throw new LoopSignal(name.equals("break"));
        };
    }

    private Statement condition(Words words) {
        Expression condition = new ExpressionParser(words).or();
        words.expectEnd();
        Statement then = body();
        Statement otherwise = (scope, out) -> {};
        Words following = nextBlock("'endif'");
        String name = following.name("'elif', 'else' or 'endif'");
        if (name.equals("elif")) {
            depth++; // each is within the one before
            otherwise = condition(following);
            depth--;
        } else if (name.equals("else")) {
            following.expectEnd();
            otherwise = closed("endif");
        } else if (name.equals("endif")) {
            following.expectEnd();
        } else {
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
        loops++;
        Statement body = body();
        loops--;
        Words following = nextBlock("'endfor'");
        Statement otherwise = (scope, out) -> {};
        if (following.takeName("else")) {
            following.expectEnd();
            otherwise = closed("endfor");
        } else {
            following.expectName("endfor");
            following.expectEnd();
        }
        return new Loop(targets, items, filter, body, otherwise);
    }

    private static List<String> names(Words words) {
        List<String> names = new ArrayList<>();
        boolean bracket = words.takeOperator("(");
        do {
            names.add(target(words));
        } while (words.takeOperator(","));
        if (bracket) {
            words.expectOperator(")");
        }
        return names;
    }

    private static String target(Words words) {
        String name = words.name("a name");
        if (CONSTANTS.contains(name)) {
            throw new InvalidInputException("'" + name + "' cannot be set");
        }
        return name;
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
                found.set(key, value.evaluate(scope));
            };
        }
        List<String> targets = names(words);
        if (words.takeOperator("=")) {
            Expression value = values(words);
            words.expectEnd();
            return (scope, out) -> assign(targets, value.evaluate(scope), scope);
        }
        if (targets.size() > 1) {
            throw words.unexpected("'='");
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
        List<Object> parts = Values.items(value, scope.budget());
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
        Statement body = outsideLoops(() -> closed("endmacro"));
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
