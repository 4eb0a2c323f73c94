package dev.graft.graph.autodiff.rules;

import dev.graft.graph.Value;
import dev.graft.tensors.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code Einsum}: the gradient of one operand is the einsum of the output gradient with the other operands. */
final class EinsumRule {
    private static final String ELLIPSIS = "...";
    /** ONNX allows letters only, so these stand for the axes of an ellipsis once no letter of the equation is one. */
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final Adjoint a;
    private final List<String> terms = new ArrayList<>();
    private final String result;
    private final Map<Character, Shape.Dim> sizes = new HashMap<>();

    private EinsumRule(Adjoint a) {
        this.a = a;
        String equation = a.node.textAttribute("equation", "").replace(" ", "");
        int arrow = equation.indexOf("->");
        String[] written = (arrow < 0 ? equation : equation.substring(0, arrow)).split(",", -1);
        String output = arrow < 0 ? implicitOutput(equation) : equation.substring(arrow + 2);
        for (int i = 0; i < written.length; i++) {
            terms.add(expand(written[i], a.inShape(i).rank(), equation));
            measure(terms.get(i), a.inShape(i));
        }
        result = expand(output, a.outShape(0).rank(), equation);
    }

    static void apply(Adjoint a) {
        EinsumRule rule = new EinsumRule(a);
        for (int i = 0; i < rule.terms.size(); i++) {
            if (a.wants(i)) {
                rule.differentiate(i);
            }
        }
    }

    /** Without an arrow the output has the labels that occur once, in alphabetical order. */
    private static String implicitOutput(String equation) {
        TreeMap<Character, Integer> counts = new TreeMap<>();
        for (char label : equation.replace(ELLIPSIS, "").replace(",", "").toCharArray()) {
            counts.merge(label, 1, Integer::sum);
        }
        StringBuilder output = new StringBuilder(equation.contains(ELLIPSIS) ? ELLIPSIS : "");
        counts.forEach((label, count) -> output.append(count == 1 ? label.toString() : ""));
        return output.toString();
    }

    /** Gives the axes of an ellipsis labels of their own, aligned at the right. */
    private static String expand(String term, int rank, String equation) {
        int labels = rank - term.replace(ELLIPSIS, "").length();
        StringBuilder free = new StringBuilder();
        for (int i = 0; i < LETTERS.length(); i++) {
            if (equation.indexOf(LETTERS.charAt(i)) < 0) {
                free.append(LETTERS.charAt(i));
            }
        }
        return term.replace(ELLIPSIS, new StringBuilder(free.substring(0, Math.max(0, labels))).reverse());
    }

    /** An axis of size 1 broadcasts, so the largest size counts. */
    private void measure(String term, Shape shape) {
        for (int axis = 0; axis < term.length(); axis++) {
            sizes.merge(term.charAt(axis), shape.dim(axis), (old, now) -> old.size() == 1 ? now : old);
        }
    }

    private void differentiate(int index) {
        String term = terms.get(index);
        if (term.chars().distinct().count() != term.length()) {
            throw a.refuse("an index that occurs twice in one operand is not supported");
        }
        List<String> labels = new ArrayList<>(List.of(result));
        List<Value> arguments = new ArrayList<>(List.of(a.dy()));
        for (int i = 0; i < terms.size(); i++) {
            if (i != index) {
                labels.add(terms.get(i));
                arguments.add(a.in(i));
            }
        }
        String known = String.join("", labels);
        List<Shape.Dim> dims = new ArrayList<>();
        for (int axis = 0; axis < term.length(); axis++) {
            char label = term.charAt(axis);
            if (known.indexOf(label) < 0) {
                // Summed over in this operand alone: every element receives the same.
                labels.add(String.valueOf(label));
                arguments.add(a.scalar(1).expand(a.in(index).shape().slice(axis, axis + 1L, 0)));
            }
            dims.add(sizes.get(label));
        }
        String equation = String.join(",", labels) + "->" + term;
        Value gradient = a.g.op("Einsum", Map.of("equation", equation), arguments.toArray(Value[]::new));
        a.give(index, Broadcasting.undo(a.g, gradient, new Shape(dims), a.in(index), a.inShape(index)));
    }
}
