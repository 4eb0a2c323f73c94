package dev.graft.backbones.language;

import dev.graft.graph.Attribute;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.ValueInfo;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lets graphs whose ids, masks and positions are 32-bit integers or truth values be fed 64-bit integers, as most are: they are
 * cast to the declared type at the entrance.
 */
final class IntegerInputs {
    private static final Set<ElementType> NARROW = Set.of(ElementType.INT32, ElementType.BOOL);
    private static final String SWITCH = "use_cache_branch";

    private IntegerInputs() {}

    /** The graph with INT64 in the place of INT32 and BOOL inputs; the switch of a merged decoder stays. */
    static Graph widen(Graph graph) {
        List<ValueInfo> inputs = new ArrayList<>();
        List<Node> nodes = new ArrayList<>();
        List<String> cast = new ArrayList<>();
        for (ValueInfo input : graph.inputs()) {
            TensorType type = input.type();
            if (type == null || !NARROW.contains(type.element()) || input.name().equals(SWITCH)) {
                inputs.add(input);
                continue;
            }
            inputs.add(new ValueInfo(input.name(), new TensorType(ElementType.INT64, type.shape())));
            Attribute to = new Attribute.Int(type.element().onnxCode());
            String narrow = narrow(input.name());
            nodes.add(new Node("Cast", "", narrow, List.of(input.name()), List.of(narrow), Map.of("to", to)));
            cast.add(input.name());
        }
        if (cast.isEmpty()) {
            return graph;
        }
        Graph renamed = graph.renameUses(name -> cast.contains(name) ? narrow(name) : name);
        nodes.addAll(renamed.nodes());
        return renamed.withInputs(inputs).withNodes(nodes);
    }

    private static String narrow(String name) {
        return name + "/as_declared";
    }
}
