package dev.graft.graph.autodiff.rules;

import dev.graft.graph.Value;
import java.util.Map;
import java.util.function.Function;

/**
 * {@code Exp}, {@code Log}, {@code Sqrt}, {@code Clip}, {@code Cast} and other element-wise functions of one operand:
 * {@code dx = dy · f'(x)}.
 */
final class UnaryRules {
    private UnaryRules() {}

    static void addTo(Map<String, GradientRule> rules) {
        rules.put("Identity", a -> a.give(0, a.dy()));
        rules.put("Dropout", UnaryRules::dropout);
        rules.put("Cast", a -> a.give(0, a.dy().cast(a.in(0).type())));
        rules.put("CastLike", a -> a.give(0, a.dy().cast(a.in(0).type())));
        rules.put("Neg", a -> a.give(0, a.dy().negate()));
        slope(rules, "Abs", a -> a.g.op("Sign", Map.of(), a.in(0)));
        slope(rules, "Exp", Adjoint::out);
        slope(rules, "Reciprocal", a -> a.out().square().negate());
        slope(rules, "Erf", a -> a.in(0).square().negate().exp().multiply(2 / Math.sqrt(Math.PI)));
        slope(rules, "Sin", a -> a.g.op("Cos", Map.of(), a.in(0)));
        slope(rules, "Cos", a -> a.g.op("Sin", Map.of(), a.in(0)).negate());
        slope(rules, "Tan", a -> a.out().square().add(1));
        slope(rules, "Sinh", a -> a.g.op("Cosh", Map.of(), a.in(0)));
        slope(rules, "Cosh", a -> a.g.op("Sinh", Map.of(), a.in(0)));
        slope(rules, "Atan", a -> a.in(0).square().add(1).reciprocal());
        slope(
                rules,
                "Asin",
                a -> a.scalar(1).subtract(a.in(0).square()).squareRoot().reciprocal());
        slope(
                rules,
                "Acos",
                a -> a.scalar(1)
                        .subtract(a.in(0).square())
                        .squareRoot()
                        .reciprocal()
                        .negate());
        slope(rules, "Asinh", a -> a.in(0).square().add(1).squareRoot().reciprocal());
        slope(rules, "Acosh", a -> a.in(0).square().add(-1).squareRoot().reciprocal());
        slope(rules, "Atanh", a -> a.scalar(1).subtract(a.in(0).square()).reciprocal());
        rules.put("Sqrt", a -> a.give(0, a.dy().multiply(0.5).divide(a.out())));
        rules.put("Log", a -> a.give(0, a.dy().divide(a.in(0))));
        rules.put("Clip", UnaryRules::clip);
    }

    private static void slope(Map<String, GradientRule> rules, String operator, Function<Adjoint, Value> derivative) {
        rules.put(operator, a -> a.give(0, a.dy().multiply(derivative.apply(a))));
    }

    /** In inference dropout passes its input on; in training it would need its mask, which is not fixed. */
    private static void dropout(Adjoint a) {
        Double training = a.constantScalar(2);
        if (a.node.hasInput(2) && (training == null || training != 0)) {
            throw a.refuse("it may be in training mode; export the model in evaluation mode");
        }
        a.give(0, a.dy());
    }

    /** The gradient passes between the bounds, the bounds included as in PyTorch. */
    private static void clip(Adjoint a) {
        Value x = a.in(0);
        Value gradient = a.dy();
        Value zero = a.scalar(0);
        if (a.node.hasInput(1)) {
            gradient = a.in(1).greater(x).where(zero, gradient);
        }
        if (a.node.hasInput(2)) {
            gradient = x.greater(a.in(2)).where(zero, gradient);
        }
        a.give(0, gradient);
    }
}
