package dev.graft.training.step;

import dev.graft.adapters.Parameter;
import dev.graft.adapters.Start;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.tuning.Tuning;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.ValueInfo;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code y = x·W + x·A·B} for one product of a graph with a frozen {@code W}: the smallest LoRA. */
record LowRank(String product, long inputs, long outputs) implements Tuning {
    private static final int RANK = 2;

    /** For the product of a frozen matrix that comes at a place among all such of a graph. */
    static LowRank of(Graph graph, int place) {
        Node node = graph.nodes().stream()
                .filter(each -> each.opType().equals("MatMul")
                        && graph.constants().containsKey(each.inputs().get(1)))
                .skip(place)
                .findFirst()
                .orElseThrow();
        Constant weight = graph.constants().get(node.inputs().get(1));
        return new LowRank(node.outputs().get(0), weight.shape()[0], weight.shape()[1]);
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                new Parameter("lora.a", Start.normal(0.2), inputs, RANK),
                new Parameter("lora.b", Start.normal(0.2), RANK, outputs));
    }

    @Override
    public Map<String, String> names(WeightNames convention) {
        return Map.of();
    }

    @Override
    public Graph apply(Graph frozen, Map<String, String> names) {
        List<ValueInfo> read = new ArrayList<>(frozen.inputs());
        parameters()
                .forEach(weight -> read.add(new ValueInfo(
                        names.get(weight.name()),
                        TensorType.of(ElementType.FLOAT, weight.shape()[0], weight.shape()[1]))));
        List<Node> nodes = new ArrayList<>();
        for (Node node : frozen.nodes()) {
            if (!node.outputs().contains(product)) {
                nodes.add(node);
                continue;
            }
            nodes.add(node.withOutputs(List.of("lora/frozen")));
            nodes.add(node("MatMul", "lora/low", node.inputs().get(0), names.get("lora.a")));
            nodes.add(node("MatMul", "lora/change", "lora/low", names.get("lora.b")));
            nodes.add(node("Add", product, "lora/frozen", "lora/change"));
        }
        return frozen.withInputs(read).withNodes(nodes);
    }

    private static Node node(String operator, String output, String... operands) {
        return new Node(operator, "", output, List.of(operands), List.of(output), Map.of());
    }
}
