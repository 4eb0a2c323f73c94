package dev.graft.graph.autodiff;

import static dev.graft.graph.OperatorCase.of;
import static dev.graft.graph.OperatorCase.single;

import dev.graft.graph.OperatorCase;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Element-wise operators of one and of several operands. */
final class ElementwiseCases {
    private ElementwiseCases() {}

    static List<OperatorCase> all() {
        List<OperatorCase> cases = new ArrayList<>();
        for (String operator : new String[] {"Add", "Sub", "Mul", "Div", "Min", "Max", "Sum", "Mean"}) {
            broadcasts(cases, operator);
        }
        cases.addAll(severalOperands());
        cases.addAll(powers());
        cases.addAll(unary());
        cases.addAll(clips());
        return cases;
    }

    private static void broadcasts(List<OperatorCase> cases, String operator) {
        cases.add(pair(operator, "of equal shapes", shape(2, 3), shape(2, 3)));
        cases.add(pair(operator, "with a vector", shape(2, 3), shape(3)));
        cases.add(pair(operator, "with a scalar", shape(2, 3), shape()));
        cases.add(pair(operator, "with a scalar first", shape(), shape(2, 3)));
        cases.add(pair(operator, "with size 1 in the middle", shape(2, 3, 2), shape(2, 1, 2)));
        cases.add(pair(operator, "both ways", shape(2, 1, 3), shape(4, 1)));
        cases.add(pair(operator, "with more leading and inner axes", shape(3, 1), shape(2, 1, 4)));
        cases.add(pair(operator, "dynamic", shape(2, 3), shape(2, 3)));
        cases.add(pair(operator, "dynamic both ways", shape(2, 1, 3), shape(4, 1)));
        cases.add(pair(operator, "dynamic with a vector", shape(2, 3), shape(3)));
    }

    private static OperatorCase pair(String operator, String variant, long[] first, long[] second) {
        OperatorCase made = operator.equals("Mean") ? single(operator, variant) : of(operator, variant);
        if (variant.startsWith("dynamic")) {
            made.dynamic();
        }
        return operator.startsWith("M")
                ? made.distinct(first).distinct(second)
                : made.nonzero(first).nonzero(second);
    }

    private static long[] shape(long... sizes) {
        return sizes;
    }

    private static List<OperatorCase> severalOperands() {
        return List.of(
                of("Mul", "of a value with itself").x(2, 3).again(),
                of("Add", "of a value with itself").x(2, 3).again(),
                of("Sub", "from a constant").real(new double[] {1, 2, 3}, 3).x(2, 3),
                of("Sum", "of three").x(2, 3).x(3).x(2, 1),
                of("Sum", "of one").x(2, 3),
                single("Mean", "of three").x(2, 3).x(3).x(2, 1),
                of("Max", "of three").distinct(2, 3).distinct(3).distinct(2, 1),
                of("Min", "of three").distinct(2, 3).distinct(3).distinct(2, 1),
                of("Mod", "of reals").with("fmod", 1).between(2.1, 2.2, 4).between(0.75, 0.95, 4),
                of("Mod", "of negative reals")
                        .with("fmod", 1)
                        .between(-2.2, -2.1, 2, 2)
                        .between(0.75, 0.95, 2),
                of("Where", "")
                        .fed(OperatorCase.bools(true, false, true))
                        .x(2, 3)
                        .x(2, 3),
                of("Where", "that broadcasts")
                        .fed(OperatorCase.bools(true, false, true))
                        .x(2, 1)
                        .x(),
                of("Where", "dynamic")
                        .dynamic()
                        .fed(OperatorCase.bools(true, false, true))
                        .x(2, 1)
                        .x(3));
    }

    private static List<OperatorCase> powers() {
        return List.of(
                of("Pow", "").between(0.5, 1.5, 2, 3).x(3),
                of("Pow", "squared").x(2, 3).real(new double[] {2}),
                of("Pow", "cubed").x(2, 3).real(new double[] {3}),
                of("Pow", "cubed by a vector of one element").x(2, 3).real(new double[] {3}, 1),
                of("Pow", "to the fourth").nonzero(2, 3).real(new double[] {4}),
                of("Pow", "root").between(0.5, 1.5, 2, 3).real(new double[] {0.5}),
                of("Pow", "negative exponent").between(0.5, 1.5, 2, 3).real(new double[] {-1.5}),
                of("Pow", "integer exponent").nonzero(2, 3).constant(Tensor.of(new long[] {2})),
                of("Pow", "integer exponents").nonzero(2, 3).constant(Tensor.of(new int[] {1, 2, 3}, 3)),
                of("Pow", "base broadcasts").between(0.5, 1.5, 3).x(2, 3));
    }

    private static List<OperatorCase> unary() {
        return List.of(
                of("Identity", "").x(2, 3),
                of("Dropout", "").x(2, 3),
                of("Dropout", "with an operand that says it does not train")
                        .x(2, 3)
                        .real(new double[] {0.5})
                        .constant(OperatorCase.bools(false).reshape()),
                of("Cast", "to single precision and back")
                        .with("to", ElementType.DOUBLE.onnxCode())
                        .x(2, 3),
                single("CastLike", "").x(2, 3).constant(OperatorCase.tensor(ElementType.DOUBLE, new double[1], 1)),
                of("Neg", "").x(2, 3),
                of("Abs", "").nonzero(2, 3),
                of("Exp", "").x(2, 3),
                of("Reciprocal", "").nonzero(2, 3),
                of("Tanh", "").x(2, 3),
                of("Sigmoid", "").x(2, 3),
                single("Erf", "").x(2, 3),
                of("Sin", "").x(2, 3),
                of("Cos", "").x(2, 3),
                single("Tan", "").x(2, 3),
                single("Sinh", "").x(2, 3),
                single("Cosh", "").x(2, 3),
                single("Asinh", "").x(2, 3),
                single("Acosh", "").between(1.5, 3, 2, 3),
                single("Atanh", "").between(-0.7, 0.7, 2, 3),
                single("Atan", "").x(2, 3),
                single("Asin", "").between(-0.7, 0.7, 2, 3),
                single("Acos", "").between(-0.7, 0.7, 2, 3),
                single("Softplus", "").x(2, 3),
                of("Sqrt", "").between(0.5, 1.5, 2, 3),
                of("Log", "").between(0.5, 1.5, 2, 3));
    }

    private static List<OperatorCase> clips() {
        return List.of(
                of("Clip", "").distinct(3, 4).real(new double[] {-0.2}).real(new double[] {0.3}),
                of("Clip", "from below").distinct(3, 4).real(new double[] {-0.2}),
                of("Clip", "from above").distinct(3, 4).absent().real(new double[] {0.3}),
                of("Clip", "without bounds").distinct(3, 4),
                single("Clip", "of opset 6")
                        .opset(6 + 1)
                        .with("min", -0.2)
                        .with("max", 0.3)
                        .distinct(3, 4));
    }
}
