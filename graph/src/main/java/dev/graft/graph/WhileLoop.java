package dev.graft.graph;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.Shape;
import dev.graft.tensors.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes one graph of runs of a graph that go on while a condition holds, each with what the one before left, so that nothing of it
 * leaves a device between them. It is ONNX's {@code Loop}; where the number of runs is known, see {@link Repetition}.
 *
 * @param carried for each input that goes from round to round, the output that is its next value, whose shape may be another;
 *     the output holds the last
 * @param condition the output that tells whether another round follows, a BOOL scalar; it is none of the loop's
 */
public record WhileLoop(Map<String, String> carried, String condition) {
    /** The input that tells how many rounds there may be, an INT64 scalar. There is one at least. */
    public static final String ROUNDS = "rounds";

    private static final ValueInfo ROUND = new ValueInfo("loop/round", TensorType.of(ElementType.INT64));
    private static final ValueInfo GOES_ON = new ValueInfo("loop/goes_on", TensorType.of(ElementType.BOOL));

    public WhileLoop {
        carried = Map.copyOf(carried);
    }

    /**
     * The graph as a loop. Inputs that are not carried are the same in every round; outputs that are not carried have a further
     * first axis, of the rounds.
     */
    public Graph of(Graph once) {
        List<ValueInfo> states = once.inputs().stream()
                .filter(info -> carried.containsKey(info.name()))
                .toList();
        List<ValueInfo> read = new ArrayList<>(List.of(ROUND, GOES_ON));
        states.forEach(info -> read.add(new ValueInfo(info.name(), ofAnySize(info.type()))));
        List<String> results = new ArrayList<>();
        states.forEach(info -> results.add(carried.get(info.name())));
        once.outputNames().stream()
                .filter(name -> !results.contains(name) && !name.equals(condition))
                .forEach(results::add);
        List<String> computed = new ArrayList<>(List.of(condition));
        computed.addAll(results);
        Attribute body = new Attribute.Subgraph(LoopBody.of(once, read, computed));
        List<String> operands = new ArrayList<>(List.of(ROUNDS, ""));
        states.forEach(info -> operands.add(info.name()));
        List<ValueInfo> inputs = new ArrayList<>(once.inputs());
        inputs.add(new ValueInfo(ROUNDS, TensorType.of(ElementType.INT64)));
        return new Graph(
                once.name(),
                inputs,
                LoopBody.untyped(results),
                LoopBody.outside(once),
                List.of(new Node("Loop", "", "loop", operands, results, Map.of("body", body))),
                once.opsets());
    }

    /** Names of sizes would say that they stay as they are. */
    private static TensorType ofAnySize(TensorType type) {
        List<Shape.Dim> dims = type.shape().dims().stream()
                .map(dim -> dim.isKnown() ? dim : Shape.Dim.UNKNOWN)
                .toList();
        return new TensorType(type.element(), new Shape(dims));
    }
}
