package dev.graft.models.jinja;

import dev.graft.models.jinja.value.Arguments;
import dev.graft.tensors.InvalidInputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What stands in the brackets of a call. */
record ArgumentList(List<Expression> positional, Map<String, Expression> named) {
    static final ArgumentList NONE = new ArgumentList(List.of(), Map.of());

    static ArgumentList of(Expression only) {
        return new ArgumentList(List.of(only), Map.of());
    }

    static ArgumentList parse(Words words, ExpressionParser expressions) {
        words.expectOperator("(");
        List<Expression> positional = new ArrayList<>();
        Map<String, Expression> named = new LinkedHashMap<>();
        while (!words.takeOperator(")")) {
            boolean names =
                    words.peek().kind() == Token.Kind.NAME && words.peek(1).is(Token.Kind.OPERATOR, "=");
            if (names) {
                String name = words.take().text();
                words.take();
                if (named.put(name, expressions.expression()) != null) {
                    throw new InvalidInputException("the argument '" + name + "' is given twice");
                }
            } else if (!named.isEmpty()) {
                throw new InvalidInputException("an argument without a name stands behind one with a name");
            } else {
                positional.add(expressions.expression());
            }
            if (!words.isOperator(")")) {
                words.expectOperator(",");
            }
        }
        return new ArgumentList(positional, named);
    }

    Arguments evaluate(String name, Scope scope) {
        List<Object> values = new ArrayList<>();
        positional.forEach(argument -> values.add(argument.evaluate(scope)));
        Map<String, Object> byName = new LinkedHashMap<>();
        named.forEach((key, argument) -> byName.put(key, argument.evaluate(scope)));
        scope.budget().spend(1L + values.size() + byName.size());
        return new Arguments(name, values, byName, scope.budget());
    }
}
