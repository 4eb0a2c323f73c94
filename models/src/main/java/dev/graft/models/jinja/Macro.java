package dev.graft.models.jinja;

import dev.graft.models.jinja.value.Arguments;
import dev.graft.models.jinja.value.Callable;
import dev.graft.models.jinja.value.Undefined;
import dev.graft.tensors.InvalidInputException;
import java.util.ArrayList;
import java.util.List;

/** A part of a template that is called by a name, with values for its parameters; it gives what it writes. */
record Macro(String name, List<Parameter> parameters, Statement body, Scope around) implements Callable {
    /** A name, and the value where the call gives none. */
    record Parameter(String name, boolean optional, Expression otherwise) {}

    static List<Parameter> parameters(Words words) {
        List<Parameter> parameters = new ArrayList<>();
        ExpressionParser expressions = new ExpressionParser(words);
        words.expectOperator("(");
        while (!words.takeOperator(")")) {
            String name = words.name("the name of a parameter");
            boolean optional = words.takeOperator("=");
            if (parameters.stream().anyMatch(known -> known.name.equals(name) || known.optional && !optional)) {
                throw new InvalidInputException(
                        "the parameter '" + name + "' is there twice, or has no value behind one with a value");
            }
            Expression otherwise = optional ? expressions.expression() : scope -> new Undefined(name);
            parameters.add(new Parameter(name, optional, otherwise));
            if (!words.isOperator(")")) {
                words.expectOperator(",");
            }
        }
        return parameters;
    }

    @Override
    public Object call(Arguments given) {
        if (given.positional().size() > parameters.size()
                || !parameters.stream()
                        .map(Parameter::name)
                        .toList()
                        .containsAll(given.named().keySet())) {
            throw new InvalidInputException("the macro '" + name + "' takes " + parameters.size()
                    + " parameters, found " + given.positional().size() + " and "
                    + given.named().keySet());
        }
        Scope inside = around.inner();
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            if (i < given.positional().size() && given.named().containsKey(parameter.name)) {
                throw new InvalidInputException("the macro '" + name + "' is given '" + parameter.name + "' twice");
            }
            boolean said = i < given.positional().size() || given.named().containsKey(parameter.name);
            inside.set(
                    parameter.name, said ? given.get(i, parameter.name, null) : parameter.otherwise.evaluate(inside));
        }
        StringBuilder written = new StringBuilder();
        given.budget().enter(name);
        body.render(inside, written);
        given.budget().leave();
        return written.toString();
    }
}
