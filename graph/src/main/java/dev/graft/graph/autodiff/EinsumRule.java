package dev.graft.graph.autodiff;

import dev.graft.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code Einsum}: the gradient of one operand is the einsum of the output gradient with the other operands. */
final class EinsumRule {
    private EinsumRule() {}

    static void apply(Adjoint a) {
        String equation = a.node.textAttribute("equation", "").replace(" ", "");
        int arrow = equation.indexOf("->");
        if (arrow < 0) {
            throw a.refuse("the equation '" + equation + "' has no explicit output; write it with '->'");
        }
        String[] terms = equation.substring(0, arrow).split(",");
        String result = equation.substring(arrow + 2);
        for (int i = 0; i < terms.length; i++) {
            if (a.wants(i)) {
                operand(a, terms, result, i);
            }
        }
    }

    private static void operand(Adjoint a, String[] terms, String result, int index) {
        List<String> others = new ArrayList<>(List.of(result));
        List<Value> arguments = new ArrayList<>(List.of(a.dy()));
        for (int i = 0; i < terms.length; i++) {
            if (i != index) {
                others.add(terms[i]);
                arguments.add(a.in(i));
            }
        }
        String known = String.join("", others);
        String term = terms[index];
        if (term.chars().distinct().count() != term.replace("...", ".").length()
                || term.chars().anyMatch(label -> known.indexOf(label) < 0)) {
            throw a.refuse("an index that occurs twice in one operand, or in no other, is not supported");
        }
        String equation = String.join(",", others) + "->" + term;
        Value gradient = a.g.op("Einsum", Map.of("equation", equation), arguments.toArray(Value[]::new));
        a.give(index, gradient);
    }
}
