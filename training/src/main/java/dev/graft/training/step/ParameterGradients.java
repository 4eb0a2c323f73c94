package dev.graft.training.step;

import dev.graft.adapters.Trainable;
import dev.graft.adapters.block.Weights;
import dev.graft.backbones.language.TokenCrossEntropy;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.TypedGraph;
import dev.graft.graph.Value;
import dev.graft.graph.autodiff.Gradients;
import dev.graft.tensors.ElementType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The weights of a network as inputs of a graph, and the gradients of its loss with respect to them as outputs. */
public final class ParameterGradients {
    private ParameterGradients() {}

    /** Declares all weights, as {@link TrainingGraph#parameter} names them. */
    public static Weights inputs(GraphBuilder g, Trainable network) {
        Map<String, Value> parameters = new LinkedHashMap<>();
        network.parameterShapes()
                .forEach((name, shape) -> parameters.put(
                        name, g.input(TrainingGraph.parameter(name), ElementType.FLOAT, TrainingGraph.dims(shape))));
        return new Weights(parameters);
    }

    /** A graph with the gradients of some weights beside its loss, as {@link TrainingGraph#gradientOut} names them. */
    public static Graph append(TypedGraph forward, Set<String> trained) {
        GraphBuilder g = forward.toBuilder();
        List<String> variables = trained.stream().map(TrainingGraph::parameter).toList();
        Map<String, Value> gradients =
                Gradients.append(g, forward.graph(), forward.types(), TokenCrossEntropy.LOSS, variables);
        g.scope("");
        trained.forEach(
                name -> g.output(TrainingGraph.gradientOut(name), gradients.get(TrainingGraph.parameter(name))));
        return g.build();
    }
}
