package dev.graft.graph.autodiff.rules;

import dev.graft.graph.Value;
import dev.graft.tensors.ElementType;
import java.util.Map;

/** Element-wise operators of several operands, which broadcast. */
final class ArithmeticRules {
    private ArithmeticRules() {}

    static void addTo(Map<String, GradientRule> rules) {
        rules.put("Add", ArithmeticRules::passToAll);
        rules.put("Sum", ArithmeticRules::passToAll);
        rules.put("Sub", ArithmeticRules::subtract);
        rules.put("Mul", ArithmeticRules::multiply);
        rules.put("Div", ArithmeticRules::divide);
        rules.put("Pow", ArithmeticRules::power);
        rules.put("Min", ArithmeticRules::extremum);
        rules.put("Max", ArithmeticRules::extremum);
        rules.put("Mean", ArithmeticRules::mean);
        rules.put("Where", ArithmeticRules::where);
        rules.put("Mod", ArithmeticRules::remainder);
    }

    private static void passToAll(Adjoint a) {
        for (int i = 0; i < a.inputCount(); i++) {
            if (a.wants(i)) {
                a.giveReduced(i, a.dy());
            }
        }
    }

    private static void subtract(Adjoint a) {
        if (a.wants(0)) {
            a.giveReduced(0, a.dy());
        }
        if (a.wants(1)) {
            a.giveReduced(1, a.dy().negate());
        }
    }

    private static void multiply(Adjoint a) {
        if (a.wants(0)) {
            a.giveReduced(0, a.dy().multiply(a.in(1)));
        }
        if (a.wants(1)) {
            a.giveReduced(1, a.dy().multiply(a.in(0)));
        }
    }

    private static void divide(Adjoint a) {
        Value quotient = a.dy().divide(a.in(1));
        if (a.wants(0)) {
            a.giveReduced(0, quotient);
        }
        if (a.wants(1)) {
            a.giveReduced(1, quotient.multiply(a.out()).negate());
        }
    }

    private static void power(Adjoint a) {
        Value base = a.in(0);
        Value exponent = a.in(1);
        if (a.wants(0)) {
            a.giveReduced(0, a.dy().multiply(powerSlope(a, base, exponent)));
        }
        if (a.wants(1)) {
            Value safe = base.greater(a.scalar(0)).where(base, a.scalar(1));
            a.giveReduced(1, a.dy().multiply(a.out()).multiply(safe.log()));
        }
    }

    /** {@code e · b^(e-1)}, without a call of pow for squares and cubes. */
    private static Value powerSlope(Adjoint a, Value base, Value exponent) {
        Double known = a.constantScalar(1);
        if (known != null && known == 2) {
            return base.multiply(2);
        }
        if (known != null && known == 3) {
            return base.square().multiply(3);
        }
        ElementType element = a.element();
        Value real = exponent.cast(element);
        return a.g.op("Pow", Map.of(), base, real.add(-1)).multiply(real);
    }

    /** The gradient goes to the operand that was chosen, in equal parts where several were equal. */
    private static void extremum(Adjoint a) {
        Value ties = null;
        Value[] chosen = new Value[a.inputCount()];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = a.in(i).equal(a.out()).cast(a.element());
            ties = ties == null ? chosen[i] : ties.add(chosen[i]);
        }
        Value share = a.dy().divide(ties);
        for (int i = 0; i < chosen.length; i++) {
            if (a.wants(i)) {
                a.giveReduced(i, share.multiply(chosen[i]));
            }
        }
    }

    private static void mean(Adjoint a) {
        Value share = a.dy().multiply(1.0 / a.inputCount());
        for (int i = 0; i < a.inputCount(); i++) {
            if (a.wants(i)) {
                a.giveReduced(i, share);
            }
        }
    }

    private static void where(Adjoint a) {
        Value zero = a.g.scalar(a.dy().type(), 0);
        if (a.wants(1)) {
            a.giveReduced(1, a.in(0).where(a.dy(), zero));
        }
        if (a.wants(2)) {
            a.giveReduced(2, a.in(0).where(zero, a.dy()));
        }
    }

    /** {@code mod(x, y) = x - y · k} with k piecewise constant. */
    private static void remainder(Adjoint a) {
        if (a.wants(0)) {
            a.giveReduced(0, a.dy());
        }
        if (a.wants(1)) {
            Value k = a.in(0).subtract(a.out()).divide(a.in(1));
            a.giveReduced(1, a.dy().multiply(k).negate());
        }
    }
}
