package dev.graft.training.optimizer;

import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.tensors.ElementType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One step of AdamW as a graph, with the bias corrections moved into its scalar inputs:
 *
 * <pre>
 * g = gradient · min(1, maxNorm / (norm + 1e-6))
 * m = β1·m + (1-β1)·g,  v = β2·v + (1-β2)·g²
 * p = keep·p - rate · m / (√v + epsilon)
 * </pre>
 *
 * with {@code rate = lr·√(1-β2ᵗ)/(1-β1ᵗ)}, {@code epsilon = ε·√(1-β2ᵗ)} and {@code keep = 1 - lr·decay}.
 */
final class AdamWGraph {
    static final String RATE = "rate";
    static final String EPSILON = "epsilon";
    static final String NORM = "norm";
    /** Added to the norm by torch.nn.utils.clip_grad_norm_. */
    private static final double NORM_EPSILON = 1e-6;

    private final AdamWConfig config;
    private final GraphBuilder graph = new GraphBuilder("adamw");
    private final Value rate = graph.input(RATE, ElementType.FLOAT);
    private final Value epsilon = graph.input(EPSILON, ElementType.FLOAT);

    private AdamWGraph(AdamWConfig config) {
        this.config = config;
    }

    static Graph build(List<ParameterLayout.Run> runs, AdamWConfig config) {
        return new AdamWGraph(config).build(runs);
    }

    static String gradient(int run) {
        return "gradient." + run;
    }

    static String parameter(int run) {
        return "parameter." + run;
    }

    static String mean(int run) {
        return "exp_avg." + run;
    }

    static String square(int run) {
        return "exp_avg_sq." + run;
    }

    /** The output that replaces an input. */
    static String next(String input) {
        return "next_" + input;
    }

    /** The scalar input that multiplies the parameters of a weight decay before the update. */
    static String keep(double weightDecay) {
        return "keep." + weightDecay;
    }

    private Graph build(List<ParameterLayout.Run> runs) {
        List<Value> gradients = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            gradients.add(
                    graph.input(gradient(i), ElementType.FLOAT, runs.get(i).size()));
        }
        Value norm = norm(gradients);
        graph.output(NORM, norm);
        Value coefficient = coefficient(norm).multiply(1 - config.beta1());
        Map<Double, Value> keeps = new HashMap<>();
        for (int i = 0; i < runs.size(); i++) {
            double decay = runs.get(i).weightDecay();
            Value keep =
                    decay == 0 ? null : keeps.computeIfAbsent(decay, key -> graph.input(keep(key), ElementType.FLOAT));
            update(i, runs.get(i).size(), gradients.get(i).multiply(coefficient), keep);
        }
        return graph.build();
    }

    private Value norm(List<Value> gradients) {
        Value total = null;
        for (Value gradient : gradients) {
            Value squares = graph.op("ReduceSumSquare", Map.of("keepdims", 0), gradient);
            total = total == null ? squares : total.add(squares);
        }
        return total.squareRoot();
    }

    private Value coefficient(Value norm) {
        Value one = graph.scalar(ElementType.FLOAT, 1);
        if (config.clipNorm() == 0) {
            return one;
        }
        Value limit = graph.scalar(ElementType.FLOAT, config.clipNorm());
        return graph.op("Min", Map.of(), limit.divide(norm.add(NORM_EPSILON)), one);
    }

    /** The update of one run from its gradient, which is already multiplied by 1-β1. */
    private void update(int run, int size, Value gradient, Value keep) {
        Value parameter = graph.input(parameter(run), ElementType.FLOAT, size);
        Value mean = graph.input(mean(run), ElementType.FLOAT, size);
        Value square = graph.input(square(run), ElementType.FLOAT, size);
        double undo = (1 - config.beta2()) / ((1 - config.beta1()) * (1 - config.beta1()));
        Value nextMean = mean.multiply(config.beta1()).add(gradient);
        Value nextSquare = square.multiply(config.beta2()).add(gradient.square().multiply(undo));
        Value change = nextMean.divide(nextSquare.squareRoot().add(epsilon)).multiply(rate);
        Value kept = keep == null ? parameter : parameter.multiply(keep);
        graph.output(next(parameter(run)), kept.subtract(change));
        graph.output(next(mean(run)), nextMean);
        graph.output(next(square(run)), nextSquare);
    }
}
