package dev.graft.adapters;

import dev.graft.graph.ElementType;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Tensor;
import dev.graft.graph.TypedGraph;
import dev.graft.graph.Value;
import dev.graft.graph.autodiff.Gradients;
import dev.graft.graph.rewrite.Specialization;
import dev.graft.graph.runtime.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs an adapter with {@code sum(output * loss weight)} as the loss, which then depends on every output. */
final class AdapterRun {
    static final String FEATURES = "features";
    static final String OUTPUT = "output";

    private static final String LOSS = "loss";
    private static final String LOSS_WEIGHT = "loss_weight";

    private AdapterRun() {}

    /** The output under {@link #OUTPUT}, and the gradients by {@link #FEATURES} and by the names of the parameters. */
    static Map<String, Tensor> withGradients(
            Adapter adapter, Tensor features, Map<String, Tensor> weights, Tensor lossWeight) {
        Map<String, Tensor> feeds = feeds(features, weights, lossWeight);
        TypedGraph forward = Specialization.of(forward(adapter, features, weights, lossWeight), Map.of());
        GraphBuilder g = forward.toBuilder();
        List<String> variables = new ArrayList<>(adapter.parameters().stream()
                .filter(parameter -> !parameter.fixed())
                .map(Parameter::name)
                .toList());
        variables.add(FEATURES);
        Gradients.append(g, forward.graph(), forward.types(), LOSS, variables)
                .forEach((name, gradient) -> g.output("grad/" + name, gradient));
        Map<String, Tensor> results = new LinkedHashMap<>();
        try (Session session = Session.open(g.build())) {
            session.run(feeds).forEach((name, tensor) -> results.put(name.replaceFirst("^grad/", ""), tensor));
        }
        return results;
    }

    /** A session that gives {@link #OUTPUT}. */
    static Session open(Adapter adapter, Tensor features, Map<String, Tensor> weights, Tensor lossWeight) {
        return Session.open(forward(adapter, features, weights, lossWeight));
    }

    static Map<String, Tensor> feeds(Tensor features, Map<String, Tensor> weights, Tensor lossWeight) {
        Map<String, Tensor> feeds = new LinkedHashMap<>(weights);
        feeds.put(FEATURES, features);
        feeds.put(LOSS_WEIGHT, lossWeight);
        return feeds;
    }

    private static Graph forward(Adapter adapter, Tensor features, Map<String, Tensor> weights, Tensor lossWeight) {
        GraphBuilder g = new GraphBuilder("adapter");
        Map<String, Value> parameters = new LinkedHashMap<>();
        weights.forEach((name, tensor) -> parameters.put(name, input(g, name, tensor)));
        Value output = adapter.build(g, input(g, FEATURES, features), parameters);
        g.output(OUTPUT, output);
        g.output(LOSS, output.multiply(input(g, LOSS_WEIGHT, lossWeight)).sumAll());
        return g.build();
    }

    private static Value input(GraphBuilder g, String name, Tensor tensor) {
        return g.input(
                name, ElementType.FLOAT, Arrays.stream(tensor.shape()).boxed().toArray());
    }
}
