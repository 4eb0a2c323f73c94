package dev.graft.graph.autodiff;

import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.TypedGraph;
import dev.graft.graph.Value;
import dev.graft.graph.rewrite.Specialization;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * How well a derived gradient agrees with differences of the function itself.
 *
 * <p>The gradient g of {@code sum(output * w)}, w drawn from a normal distribution, is compared with central differences
 * along normal directions v. The root of the mean square of {@code (difference - g·v) / |g|} estimates the relative error
 * of g itself. Of many steps, with and without extrapolation (Richardson 1911), the one that agrees best is taken:
 * rounding spoils small steps, curvature and the kinks of rectifiers spoil large ones.
 *
 * @param relativeError below 1e-3 for a right gradient of a smooth function in single precision, a few 1e-2 at most with
 *     rectifiers, about 1 for a wrong gradient
 * @param noise the part of the error that rounding alone would explain
 * @param step the step that agreed best, in units of the variable
 */
public record GradientCheck(double relativeError, double noise, double step) {
    private static final double LARGEST_STEP = 1;
    private static final int STEPS = 10;
    private static final int DIRECTIONS = 3;
    private static final double SINGLE_PRECISION = 0x1p-22;
    private static final String GRADIENT = "gradient of output";
    private static final String WEIGHTS = "weights of output";

    /**
     * Checks a gradient.
     *
     * @param feeds all inputs of the graph
     * @param output a FLOAT output
     * @param variable a FLOAT input, with values of the size of 1
     * @throws UndifferentiableException if an operator on the way has no rule
     */
    public static GradientCheck of(
            Graph graph, Map<String, Tensor> feeds, String output, String variable, long seed, SessionConfig config) {
        Random random = new Random(seed);
        Graph part = graph.withOutputNames(List.of(output));
        Map<String, long[]> shapes = new LinkedHashMap<>();
        feeds.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        TypedGraph forward = Specialization.of(part, shapes);
        Tensor weights = normal(forward.type(output).shape().sizes(), random);
        double[] gradient = doubles(gradient(forward, feeds, output, variable, weights, config));
        try (Session session = Session.open(forward.graph(), config)) {
            return compare(new Function(session, feeds, output, variable, doubles(weights)), gradient, random);
        }
    }

    static GradientCheck compare(Function function, double[] gradient, Random random) {
        double length = Math.sqrt(dot(gradient, gradient));
        double[] plain = new double[STEPS];
        double[] extrapolated = new double[STEPS];
        for (int direction = 0; direction < DIRECTIONS; direction++) {
            double[] along = random.doubles(gradient.length)
                    .map(ignored -> random.nextGaussian())
                    .toArray();
            double coarse = Double.NaN;
            for (int i = 0; i < STEPS; i++) {
                double error = function.error(along, step(i), gradient);
                plain[i] += error * error / DIRECTIONS;
                extrapolated[i] += Math.pow((16 * error - coarse) / 15, 2) / DIRECTIONS;
                coarse = error;
            }
        }
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < STEPS; i++) {
            double square = i == 0 ? plain[i] : Math.min(plain[i], extrapolated[i]);
            if (square < least) {
                least = square;
                best = i;
            }
        }
        return new GradientCheck(Math.sqrt(least) / length, function.rounding() / (length * step(best)), step(best));
    }

    /** Whether the check says anything: the function must depend on the variable by more than rounding hides. */
    public boolean isConclusive() {
        return noise < 0.1;
    }

    private static double step(int index) {
        return LARGEST_STEP * Math.pow(4, -index);
    }

    private static double dot(double[] first, double[] second) {
        double sum = 0;
        for (int i = 0; i < first.length; i++) {
            sum += first[i] * second[i];
        }
        return sum;
    }

    private static Tensor gradient(
            TypedGraph forward,
            Map<String, Tensor> feeds,
            String output,
            String variable,
            Tensor weights,
            SessionConfig config) {
        GraphBuilder g = forward.toBuilder();
        Object[] dims = Arrays.stream(weights.shape()).boxed().toArray();
        Value seed = g.input(WEIGHTS, ElementType.FLOAT, dims);
        Value gradient = Gradients.append(g, forward.graph(), forward.types(), Map.of(output, seed), List.of(variable))
                .get(variable);
        g.scope("").output(GRADIENT, gradient);
        Map<String, Tensor> all = new LinkedHashMap<>(feeds);
        all.put(WEIGHTS, weights);
        Graph backward = g.build().withOutputNames(List.of(GRADIENT)).pruned();
        try (Session session = Session.open(backward, config)) {
            return session.run(all).get(GRADIENT);
        }
    }

    private static Tensor normal(long[] shape, Random random) {
        Tensor tensor = Tensor.allocate(ElementType.FLOAT, shape);
        FloatBuffer values = tensor.floats();
        while (values.hasRemaining()) {
            values.put((float) random.nextGaussian());
        }
        return tensor;
    }

    private static double[] doubles(Tensor tensor) {
        FloatBuffer values = tensor.floats();
        double[] wide = new double[values.remaining()];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values.get(i);
        }
        return wide;
    }

    /** The weighted sum of an output as a function of one input. */
    record Function(Session session, Map<String, Tensor> feeds, String output, String variable, double[] weights) {
        /** A difference along a direction minus what the gradient predicts for it. */
        double error(double[] along, double step, double[] gradient) {
            Tensor ahead = moved(along, step);
            Tensor behind = moved(along, -step);
            double[] difference = minus(outputAt(ahead), outputAt(behind));
            // What was really moved: rounding changes small steps.
            return (dot(weights, difference) - dot(gradient, minus(doubles(ahead), doubles(behind)))) / (2 * step);
        }

        /** What rounding of the output does to a difference of two values. */
        double rounding() {
            double[] values = outputAt(feeds.get(variable));
            double squares = 0;
            for (int i = 0; i < values.length; i++) {
                squares += Math.pow(weights[i] * values[i], 2);
            }
            return SINGLE_PRECISION * Math.sqrt(squares);
        }

        private Tensor moved(double[] along, double step) {
            Tensor moved = feeds.get(variable).copy();
            FloatBuffer values = moved.floats();
            for (int i = 0; i < along.length; i++) {
                values.put(i, (float) (values.get(i) + step * along[i]));
            }
            return moved;
        }

        private double[] outputAt(Tensor moved) {
            Map<String, Tensor> all = new LinkedHashMap<>(feeds);
            all.put(variable, moved);
            return doubles(session.run(all).get(output));
        }

        private static double[] minus(double[] first, double[] second) {
            double[] difference = new double[first.length];
            for (int i = 0; i < first.length; i++) {
                difference[i] = first[i] - second[i];
            }
            return difference;
        }
    }
}
