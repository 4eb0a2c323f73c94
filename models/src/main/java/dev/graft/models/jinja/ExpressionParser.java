package dev.graft.models.jinja;

import dev.graft.models.jinja.value.Arithmetic;
import dev.graft.models.jinja.value.Budget;
import dev.graft.models.jinja.value.Undefined;
import dev.graft.models.jinja.value.Values;
import dev.graft.tensors.InvalidInputException;
import java.util.List;

/** Reads expressions, from what binds loosest to what binds tightest. */
final class ExpressionParser {
    private static final List<String> COMPARISONS = List.of("==", "!=", "<", ">", "<=", ">=");

    private final Words words;
    private final OperandParser operands;

    ExpressionParser(Words words) {
        this.words = words;
        this.operands = new OperandParser(words, this);
    }

    /** A value, or one of two: {@code a if b else c}. */
    Expression expression() {
        words.enter();
        Expression value = or();
        while (words.takeName("if")) {
            words.lengthen();
            Expression then = value;
            Expression condition = or();
            Expression otherwise = words.takeName("else") ? expression() : scope -> new Undefined("else");
            value = scope -> {
                scope.budget().spend(1);
                return (Values.isTrue(condition.evaluate(scope)) ? then : otherwise).evaluate(scope);
            };
        }
        words.leave();
        return value;
    }

    /** One without {@code if}, as a loop goes through. */
    Expression or() {
        Expression left = and();
        while (words.takeName("or")) {
            words.lengthen();
            Expression first = left;
            Expression second = and();
            left = scope -> {
                scope.budget().spend(1);
                Object value = first.evaluate(scope);
                return Values.isTrue(value) ? value : second.evaluate(scope);
            };
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (words.takeName("and")) {
            words.lengthen();
            Expression first = left;
            Expression second = not();
            left = scope -> {
                scope.budget().spend(1);
                Object value = first.evaluate(scope);
                return Values.isTrue(value) ? second.evaluate(scope) : value;
            };
        }
        return left;
    }

    private Expression not() {
        if (words.takeName("not")) {
            words.lengthen();
            Expression value = not();
            return scope -> !Values.isTrue(value.evaluate(scope));
        }
        return comparison();
    }

    /** Chains, {@code a < b < c}, mean that all hold. */
    private Expression comparison() {
        Expression left = sum();
        Expression all = null;
        while (true) {
            Expression one = left;
            boolean negated = words.isName("not") && words.peek(1).is(Token.Kind.NAME, "in");
            String operator = words.peek().text();
            boolean compares = words.peek().kind() == Token.Kind.OPERATOR && COMPARISONS.contains(operator);
            if (!compares && !negated && !words.isName("in")) {
                return all == null ? left : all;
            }
            words.lengthen();
            words.take();
            if (negated) {
                words.take();
            }
            Expression other = sum();
            Expression holds = compares
                    ? scope -> compare(operator, one.evaluate(scope), other.evaluate(scope), scope.budget())
                    : scope -> {
                        Object item = one.evaluate(scope);
                        return Values.contains(other.evaluate(scope), item, scope.budget()) != negated;
                    };
            Expression before = all;
            all = before == null
                    ? holds
                    : scope -> Values.isTrue(before.evaluate(scope)) && Values.isTrue(holds.evaluate(scope));
            left = other;
        }
    }

    private static boolean compare(String operator, Object left, Object right, Budget budget) {
        return switch (operator) {
            case "==" -> Values.equal(left, right, budget);
            case "!=" -> !Values.equal(left, right, budget);
            case "<" -> Arithmetic.compare(left, right, budget) < 0;
            case ">" -> Arithmetic.compare(left, right, budget) > 0;
            case "<=" -> Arithmetic.compare(left, right, budget) <= 0;
            case ">=" -> Arithmetic.compare(left, right, budget) >= 0;
            default -> throw new InvalidInputException("'" + operator + "' is not understood");
        };
    }

    private Expression sum() {
        Expression left = joined();
        while (words.isOperator("+") || words.isOperator("-")) {
            left = operation(words.take().text(), left, joined());
        }
        return left;
    }

    private Expression joined() {
        Expression left = product();
        while (words.takeOperator("~")) {
            left = operation("~", left, product());
        }
        return left;
    }

    private Expression product() {
        Expression left = power();
        while (List.of("*", "/", "//", "%").contains(words.peek().text())
                && words.peek().kind() == Token.Kind.OPERATOR) {
            left = operation(words.take().text(), left, power());
        }
        return left;
    }

    private Expression power() {
        Expression left = unary();
        while (words.takeOperator("**")) {
            left = operation("**", left, unary());
        }
        return left;
    }

    private Expression unary() {
        return operands.filtered(signed());
    }

    private Expression signed() {
        if (words.takeOperator("-")) {
            words.lengthen();
            Expression value = signed();
            return scope -> Arithmetic.negated(value.evaluate(scope));
        }
        if (words.takeOperator("+")) {
            words.lengthen();
            Expression value = signed();
            return scope -> Arithmetic.number(value.evaluate(scope));
        }
        return operands.operand();
    }

    private Expression operation(String operator, Expression left, Expression right) {
        words.lengthen();
        return scope -> {
            Object first = left.evaluate(scope);
            return Arithmetic.apply(operator, first, right.evaluate(scope), scope.budget());
        };
    }
}
