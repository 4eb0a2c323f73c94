package dev.graft.graph;

import dev.graft.tensors.Shape;
import dev.graft.tensors.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes one graph of several runs of a graph, each with the next slice of some inputs and with sums that the one before left, so
 * that nothing of it leaves a device between them.
 *
 * <p>It is built of {@code Scan}, the loop of ONNX whose number of rounds is the size of its inputs: unlike {@code Loop} it asks
 * after no round whether another follows, which a device would have to tell the processor, and cuts inputs without copying them.
 *
 * @param sliced inputs that have a further first axis, of the rounds
 * @param carried for each input that goes from round to round, the output that is its next value; the output holds the last
 */
public record Repetition(Set<String> sliced, Map<String, String> carried) {
    /** The last version of operators for which ONNX Runtime 1.29 repeats on CUDA; there is a Scan of 21, but no kernel of it. */
    private static final int LAST_ON_CUDA = 20;

    private static final String ROUNDS = "rounds";

    public Repetition {
        sliced = Set.copyOf(sliced);
        carried = Map.copyOf(carried);
    }

    /** Whether CUDA repeats a graph of an operator set; it would be done on the CPU otherwise, with a copy of every sum. */
    public static boolean isOnCuda(int opset) {
        return opset <= LAST_ON_CUDA;
    }

    /**
     * The repeated graph. Inputs that are neither sliced nor carried are the same in every round; outputs that are not carried
     * have a further first axis, of the rounds.
     */
    public Graph of(Graph once) {
        List<ValueInfo> states = once.inputs().stream()
                .filter(info -> carried.containsKey(info.name()))
                .toList();
        List<ValueInfo> slices = once.inputs().stream()
                .filter(info -> sliced.contains(info.name()))
                .toList();
        List<String> results = new ArrayList<>();
        states.forEach(info -> results.add(carried.get(info.name())));
        once.outputNames().stream().filter(name -> !results.contains(name)).forEach(results::add);
        List<ValueInfo> read = new ArrayList<>(states);
        read.addAll(slices);
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        attributes.put("body", new Attribute.Subgraph(LoopBody.of(once, read, results)));
        attributes.put("num_scan_inputs", Attribute.of(slices.size()));
        List<String> inputs = read.stream().map(ValueInfo::name).toList();
        Node scan = new Node("Scan", "", "rounds", inputs, results, attributes);
        return new Graph(
                once.name(),
                once.inputs().stream().map(this::withRounds).toList(),
                LoopBody.untyped(once.outputNames()),
                LoopBody.outside(once),
                List.of(scan),
                once.opsets());
    }

    private ValueInfo withRounds(ValueInfo info) {
        if (!sliced.contains(info.name())) {
            return info;
        }
        List<Shape.Dim> dims = new ArrayList<>(List.of(new Shape.Dim(-1, ROUNDS)));
        dims.addAll(info.type().shape().dims());
        return new ValueInfo(info.name(), new TensorType(info.type().element(), new Shape(dims)));
    }
}
