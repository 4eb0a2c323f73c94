package dev.graft.adapters;

import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.TypedGraph;
import dev.graft.graph.Value;
import dev.graft.graph.autodiff.Gradients;
import dev.graft.graph.rewrite.DropoutMasks;
import dev.graft.graph.rewrite.Specialization;
import dev.graft.graph.runtime.Session;
import dev.graft.tensors.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs a forward pass with {@code sum(output * loss weight)} as the loss, which then depends on every output. */
public final class AdapterRun {
    public static final String FEATURES = "features";
    public static final String OUTPUT = "output";
    public static final String LOSS_WEIGHT = "loss_weight";
    public static final String IDS = "ids";
    public static final String MASK = "mask";

    private static final String LOSS = "loss";

    /** What is run; further inputs are values of the builder, but for masks of dropout. */
    @FunctionalInterface
    public interface Pass {
        Value append(GraphBuilder g, Value features, Map<String, Value> parameters);
    }

    private AdapterRun() {}

    /** The output under {@link #OUTPUT}, and the gradients by {@link #FEATURES} and by the names of the parameters. */
    public static Map<String, Tensor> withGradients(
            Adapter adapter, Tensor features, Map<String, Tensor> weights, Tensor lossWeight) {
        return withGradients(
                adapter::build, trained(adapter.parameters()), feeds(features, weights, lossWeight), weights);
    }

    /** The same for any pass. */
    public static Map<String, Tensor> withGradients(
            Pass pass, List<String> trained, Map<String, Tensor> feeds, Map<String, Tensor> weights) {
        TypedGraph forward = Specialization.of(forward(pass, feeds, weights), Map.of());
        GraphBuilder g = forward.toBuilder();
        List<String> variables = new ArrayList<>(trained);
        variables.add(FEATURES);
        Gradients.append(g, forward.graph(), forward.types(), LOSS, variables)
                .forEach((name, gradient) -> g.output("grad/" + name, gradient));
        Map<String, Tensor> results = new LinkedHashMap<>();
        try (Session session = Session.open(g.build())) {
            session.run(feeds).forEach((name, tensor) -> results.put(name.replaceFirst("^grad/", ""), tensor));
        }
        return results;
    }

    public static List<String> trained(List<Parameter> parameters) {
        return parameters.stream()
                .filter(parameter -> !parameter.fixed())
                .map(Parameter::name)
                .toList();
    }

    /** A session that gives {@link #OUTPUT}. */
    public static Session open(Adapter adapter, Tensor features, Map<String, Tensor> weights, Tensor lossWeight) {
        return Session.open(forward(adapter::build, feeds(features, weights, lossWeight), weights));
    }

    public static Map<String, Tensor> feeds(Tensor features, Map<String, Tensor> weights, Tensor lossWeight) {
        Map<String, Tensor> feeds = new LinkedHashMap<>(weights);
        feeds.put(FEATURES, features);
        feeds.put(LOSS_WEIGHT, lossWeight);
        return feeds;
    }

    private static Graph forward(Pass pass, Map<String, Tensor> feeds, Map<String, Tensor> weights) {
        GraphBuilder g = new GraphBuilder("adapter");
        Map<String, Value> inputs = new LinkedHashMap<>();
        feeds.forEach((name, tensor) -> {
            if (DropoutMasks.rate(name).isEmpty()) {
                inputs.put(name, input(g, name, tensor));
            }
        });
        Map<String, Value> parameters = new LinkedHashMap<>();
        weights.keySet().forEach(name -> parameters.put(name, inputs.get(name)));
        Value output = pass.append(g, inputs.get(FEATURES), parameters);
        g.output(OUTPUT, output);
        g.output(LOSS, output.multiply(inputs.get(LOSS_WEIGHT)).sumAll());
        return inputs.size() == feeds.size() ? g.build() : DropoutMasks.fed(g.build());
    }

    private static Value input(GraphBuilder g, String name, Tensor tensor) {
        return g.input(
                name, tensor.type(), Arrays.stream(tensor.shape()).boxed().toArray());
    }
}
