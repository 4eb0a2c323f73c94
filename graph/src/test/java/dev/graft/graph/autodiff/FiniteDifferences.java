package dev.graft.graph.autodiff;

import dev.graft.graph.runtime.Session;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** Derivatives of a weighted sum of a graph's outputs by central differences of fourth order. */
final class FiniteDifferences {
    private final Session session;
    private final Map<String, double[]> weights;
    private final Map<String, Tensor> feeds = new LinkedHashMap<>();

    FiniteDifferences(Session session, Map<String, Tensor> feeds, Map<String, double[]> weights) {
        this.session = session;
        this.weights = weights;
        feeds.forEach((name, tensor) -> this.feeds.put(name, tensor.copy()));
    }

    /** The derivative by every element of an input. */
    double[] of(String variable) {
        Tensor tensor = feeds.get(variable);
        double step = tensor.type() == ElementType.FLOAT ? 2e-2 : 1e-3;
        double[] derivative = new double[(int) tensor.size()];
        for (int i = 0; i < derivative.length; i++) {
            double near = at(tensor, i, step) - at(tensor, i, -step);
            double far = at(tensor, i, 2 * step) - at(tensor, i, -2 * step);
            derivative[i] = (8 * near - far) / (12 * step);
        }
        return derivative;
    }

    private double at(Tensor tensor, int index, double shift) {
        double before = get(tensor, index);
        set(tensor, index, before + shift);
        double value = 0;
        for (Map.Entry<String, Tensor> output : session.run(feeds).entrySet()) {
            double[] weight = weights.get(output.getKey());
            for (int i = 0; weight != null && i < weight.length; i++) {
                value += weight[i] * get(output.getValue(), i);
            }
        }
        set(tensor, index, before);
        return value;
    }

    static double get(Tensor tensor, int index) {
        return tensor.type() == ElementType.DOUBLE
                ? tensor.bytes().asDoubleBuffer().get(index)
                : tensor.floats().get(index);
    }

    private static void set(Tensor tensor, int index, double value) {
        if (tensor.type() == ElementType.DOUBLE) {
            tensor.bytes().asDoubleBuffer().put(index, value);
        } else {
            tensor.floats().put(index, (float) value);
        }
    }
}
