package dev.graft.graph.autodiff;

import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Node;
import dev.graft.graph.Value;
import dev.graft.graph.autodiff.rules.Adjoint;
import dev.graft.graph.autodiff.rules.GradientRule;
import dev.graft.graph.autodiff.rules.GradientRules;
import dev.graft.tensors.TensorType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Derives gradients by reverse-mode differentiation, of an ONNX graph into an ONNX graph.
 *
 * <p>Nodes are visited from the last to the first. Each receives the gradient of the loss with respect to its outputs,
 * and its rule appends ordinary operators that compute the gradient with respect to its inputs (Griewank and Walther
 * 2008, chapter 3). Only values between a requested variable and the loss take part, so frozen weights cost nothing.
 */
public final class Gradients {
    private final GraphBuilder builder;
    private final Graph forward;
    private final Map<String, TensorType> types;
    private final Collection<String> variables;
    private final ForwardPass pass;
    private final Map<String, List<Value>> pending = new HashMap<>();

    private Gradients(
            GraphBuilder builder, Graph forward, Map<String, TensorType> types, Collection<String> variables) {
        this.builder = builder;
        this.forward = forward;
        this.types = types;
        this.variables = variables;
        this.pass = new ForwardPass(forward, types, Set.copyOf(variables));
    }

    /**
     * Appends the gradients of a scalar loss.
     *
     * @param builder holds the forward graph, {@link GraphBuilder#from}
     * @param types types of all values of the forward graph
     * @param variables names of inputs, constants or inner values
     * @return the gradient of each variable, of the variable's own shape; zeros where the loss does not depend on it
     * @throws UndifferentiableException if an operator on the way has no rule
     */
    public static Map<String, Value> append(
            GraphBuilder builder,
            Graph forward,
            Map<String, TensorType> types,
            String loss,
            Collection<String> variables) {
        return append(builder, forward, types, loss, variables, Recomputation.NONE);
    }

    /**
     * As {@link #append(GraphBuilder, Graph, Map, String, Collection)}, where values of the forward pass may be computed a
     * second time instead of being held. The builder then holds nodes that nothing reads; prune the graph that it builds.
     */
    public static Map<String, Value> append(
            GraphBuilder builder,
            Graph forward,
            Map<String, TensorType> types,
            String loss,
            Collection<String> variables,
            Recomputation recomputation) {
        Value one = builder.scalar(types.get(loss).element(), 1);
        Value seed = types.get(loss).shape().rank() == 0
                ? one
                : one.expand(builder.value(loss).shape());
        return append(builder, forward, types, Map.of(loss, seed), variables, recomputation);
    }

    /**
     * Appends the vector-Jacobian product for given gradients of some values.
     *
     * @param seeds the gradient of the loss by value name, each of its value's shape
     */
    public static Map<String, Value> append(
            GraphBuilder builder,
            Graph forward,
            Map<String, TensorType> types,
            Map<String, Value> seeds,
            Collection<String> variables) {
        return append(builder, forward, types, seeds, variables, Recomputation.NONE);
    }

    /**
     * As {@link #append(GraphBuilder, Graph, Map, Map, Collection)}, where values of the forward pass may be computed a second
     * time instead of being held. The builder then holds nodes that nothing reads; prune the graph that it builds.
     */
    public static Map<String, Value> append(
            GraphBuilder builder,
            Graph forward,
            Map<String, TensorType> types,
            Map<String, Value> seeds,
            Collection<String> variables,
            Recomputation recomputation) {
        return new Gradients(builder, forward, types, variables).run(seeds, recomputation);
    }

    private Map<String, Value> run(Map<String, Value> seeds, Recomputation recomputation) {
        Set<String> active = Activity.between(forward, types, variables, seeds.keySet());
        Recomputed recomputed =
                new Recomputed(builder, forward, types, RecomputedValues.of(recomputation, forward, types, active));
        seeds.forEach((name, gradient) ->
                pending.computeIfAbsent(name, key -> new ArrayList<>()).add(gradient));
        List<Node> nodes = forward.nodes();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            differentiate(nodes.get(i), active, recomputed);
        }
        Map<String, Value> gradients = new LinkedHashMap<>();
        for (String variable : variables) {
            Value gradient = total(variable);
            gradients.put(variable, gradient != null ? gradient : zeros(variable));
        }
        return gradients;
    }

    private void differentiate(Node node, Set<String> active, Recomputed recomputed) {
        if (node.reads().stream().noneMatch(active::contains)) {
            return;
        }
        List<Value> outputGradients = new ArrayList<>();
        for (String output : node.outputs()) {
            outputGradients.add(active.contains(output) ? total(output) : null);
        }
        if (outputGradients.stream().allMatch(gradient -> gradient == null)) {
            return;
        }
        GradientRule rule = GradientRules.find(node);
        if (GradientRules.isQuantized(node)) {
            throw UndifferentiableException.quantized(node, pass.opset(node));
        }
        if (rule == null) {
            throw new UndifferentiableException(node, pass.opset(node));
        }
        builder.scope("grad/" + node.outputs().get(0));
        rule.apply(new Adjoint(
                builder,
                node,
                pass,
                name -> recomputed.read(name, () -> arrived(outputGradients)),
                outputGradients,
                active,
                pending));
    }

    /** The gradients of a node, and those that variables have: what is computed behind them leaves no work on either open. */
    private List<Value> arrived(List<Value> outputGradients) {
        List<Value> arrived = new ArrayList<>(
                outputGradients.stream().filter(Objects::nonNull).toList());
        variables.forEach(variable -> arrived.addAll(pending.getOrDefault(variable, List.of())));
        return arrived;
    }

    /** The sum of what the consumers of a value have contributed, or null where none has. */
    private Value total(String name) {
        List<Value> parts = pending.get(name);
        if (parts == null) {
            return null;
        }
        if (parts.size() > 1) {
            // Two by two, since the kernel of the operator for many reads and writes memory more slowly.
            Value sum = parts.stream().reduce(Value::add).orElseThrow();
            parts.clear();
            parts.add(sum);
        }
        return parts.get(0);
    }

    private Value zeros(String name) {
        Value variable = builder.value(name);
        return builder.scalar(types.get(name).element(), 0).expand(variable.shape());
    }
}
