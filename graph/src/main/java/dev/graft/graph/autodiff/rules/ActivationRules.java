package dev.graft.graph.autodiff.rules;

import dev.graft.graph.Value;
import java.util.Map;
import java.util.function.Function;

/** Activation functions that exporters write as one operator, from {@code Relu} to {@code Gelu}. */
final class ActivationRules {
    private static final double SQRT_HALF = Math.sqrt(0.5);
    private static final double NORMAL_PEAK = 1 / Math.sqrt(2 * Math.PI);

    private ActivationRules() {}

    static void addTo(Map<String, GradientRule> rules) {
        slope(rules, "Tanh", a -> a.scalar(1).subtract(a.out().square()));
        slope(rules, "Sigmoid", a -> a.out().multiply(a.scalar(1).subtract(a.out())));
        slope(rules, "Softplus", a -> a.in(0).sigmoid());
        rules.put("Relu", a -> a.give(0, positive(a).where(a.dy(), a.scalar(0))));
        slope(rules, "LeakyRelu", a -> positive(a).where(a.scalar(1), a.scalar(a.node.floatAttribute("alpha", 0.01f))));
        slope(
                rules,
                "ThresholdedRelu",
                a -> a.in(0)
                        .greater(a.scalar(a.node.floatAttribute("alpha", 1f)))
                        .cast(a.element()));
        slope(rules, "Elu", a -> positive(a).where(a.scalar(1), a.out().add(a.node.floatAttribute("alpha", 1f))));
        slope(
                rules,
                "Celu",
                a -> positive(a)
                        .where(
                                a.scalar(1),
                                a.out()
                                        .multiply(1 / a.node.floatAttribute("alpha", 1f))
                                        .add(1)));
        slope(rules, "Selu", ActivationRules::seluSlope);
        rules.put("PRelu", ActivationRules::prelu);
        slope(
                rules,
                "HardSigmoid",
                a -> between(a, a.scalar(0), a.out(), a.scalar(1))
                        .where(a.scalar(a.node.floatAttribute("alpha", 0.2f)), a.scalar(0)));
        slope(rules, "HardSwish", ActivationRules::hardSwishSlope);
        slope(
                rules,
                "Shrink",
                a -> a.g.op("Abs", Map.of(), a.in(0))
                        .greater(a.scalar(a.node.floatAttribute("lambd", 0.5f)))
                        .cast(a.element()));
        slope(
                rules,
                "Softsign",
                a -> a.g.op("Abs", Map.of(), a.in(0)).add(1).square().reciprocal());
        addSmooth(rules);
    }

    /** Those that are smooth versions of Relu. */
    private static void addSmooth(Map<String, GradientRule> rules) {
        slope(rules, "Mish", ActivationRules::mishSlope);
        slope(rules, "Swish", a -> swishSlope(a, a.node.floatAttribute("alpha", 1f)));
        slope(rules, "com.microsoft.QuickGelu", a -> swishSlope(a, a.node.floatAttribute("alpha", 1.702f)));
        slope(
                rules,
                "Gelu",
                a -> a.node.textAttribute("approximate", "none").equals("tanh")
                        ? tanhGeluSlope(a, a.in(0))
                        : geluSlope(a.in(0)));
        slope(rules, "com.microsoft.Gelu", a -> geluSlope(a.in(0)));
        rules.put("com.microsoft.FastGelu", a -> biased(a, x -> tanhGeluSlope(a, x)));
        rules.put("com.microsoft.BiasGelu", a -> biased(a, ActivationRules::geluSlope));
    }

    private static void slope(Map<String, GradientRule> rules, String operator, Function<Adjoint, Value> derivative) {
        rules.put(operator, a -> a.give(0, a.dy().multiply(derivative.apply(a))));
    }

    private static Value positive(Adjoint a) {
        return a.in(0).greater(a.scalar(0));
    }

    private static Value between(Adjoint a, Value low, Value x, Value high) {
        return a.g.op("And", Map.of(), x.greater(low), high.greater(x));
    }

    private static Value seluSlope(Adjoint a) {
        double gamma = a.node.floatAttribute("gamma", 1.0507010f);
        double alpha = a.node.floatAttribute("alpha", 1.6732632f);
        return positive(a).where(a.scalar(gamma), a.out().add(gamma * alpha));
    }

    private static Value hardSwishSlope(Adjoint a) {
        Value x = a.in(0);
        Value inner = x.multiply(1 / 3.0).add(0.5);
        Value upper = x.greater(a.scalar(3)).where(a.scalar(1), a.scalar(0));
        return between(a, a.scalar(-3), x, a.scalar(3)).where(inner, upper);
    }

    private static Value mishSlope(Adjoint a) {
        Value x = a.in(0);
        Value t = a.g.op("Softplus", Map.of(), x).tanh();
        return t.add(x.multiply(x.sigmoid()).multiply(a.scalar(1).subtract(t.square())));
    }

    /** Of y = x·σ(α·x) it is σ(α·x)·(1 + α·(x - y)) (Ramachandran et al. 2017), of as few passes over memory as can be. */
    private static Value swishSlope(Adjoint a, double alpha) {
        Value x = a.in(0);
        Value rest = x.subtract(a.out());
        return alpha == 1
                ? rest.add(1).multiply(x.sigmoid())
                : rest.multiply(alpha).add(1).multiply(x.multiply(alpha).sigmoid());
    }

    /** d/dx of x·Φ(x) is Φ(x) + x·φ(x) (Hendrycks and Gimpel 2016). */
    private static Value geluSlope(Value x) {
        Value cumulative = x.multiply(SQRT_HALF).erf().add(1).multiply(0.5);
        Value density = x.square().multiply(-0.5).exp().multiply(NORMAL_PEAK);
        return cumulative.add(x.multiply(density));
    }

    private static Value tanhGeluSlope(Adjoint a, Value x) {
        double k = Math.sqrt(2 / Math.PI);
        Value squared = x.square();
        Value t = squared.multiply(0.044715).add(1).multiply(x).multiply(k).tanh();
        Value inner = squared.multiply(3 * 0.044715).add(1).multiply(k);
        Value sech = a.scalar(1).subtract(t.square());
        return t.add(1).add(x.multiply(sech).multiply(inner)).multiply(0.5);
    }

    private static void biased(Adjoint a, Function<Value, Value> derivative) {
        Value x = a.node.hasInput(1) ? a.in(0).add(a.in(1)) : a.in(0);
        Value gradient = a.dy().multiply(derivative.apply(x));
        if (a.wants(0)) {
            a.give(0, gradient);
        }
        if (a.wants(1)) {
            a.giveReduced(1, gradient);
        }
    }

    private static void prelu(Adjoint a) {
        if (a.wants(0)) {
            a.give(0, a.dy().multiply(positive(a).where(a.scalar(1), a.in(1))));
        }
        if (a.wants(1)) {
            a.giveReduced(1, positive(a).where(a.scalar(0), a.dy().multiply(a.in(0))));
        }
    }
}
