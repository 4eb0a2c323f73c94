package dev.graft.graph.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.graft.tensors.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A session whose inputs and outputs are named slots: a tensor is bound to a slot once and serves every run until another
 * takes its place.
 *
 * <p>A slot holds one of our tensors, which runs read or write where it lies, or a {@link RuntimeTensor}, the result of an
 * earlier run, which stays where the runtime has it. A caller who only names slots does not see where that is; on a device
 * it need not be the memory of the process.
 *
 * <p>Several of them may share a session, and run at once. One alone serves one thread. What is bound must stay as it is
 * during a run, and no output may share the memory of an input, since the runtime may read the one after it wrote the
 * other; except where one operator alone reads the input and is made to write the output over it.
 */
public final class Bound implements AutoCloseable {
    /** What a slot holds: {@code given} is the tensor or the result that {@code value} came of. */
    private record Slot(Object given, OnnxTensor value) {}

    private final Session session;
    private final Map<String, Slot> inputs = new HashMap<>();
    private final Map<String, Slot> outputs = new HashMap<>();
    private final Map<String, OnnxTensor> read = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> written = new LinkedHashMap<>();

    Bound(Session session) {
        this.session = session;
    }

    /** The shapes of the inputs that are tensors; sizes that are not known before a run are -1. */
    public Map<String, long[]> inputShapes() {
        return session.inputShapes();
    }

    /** Lets runs read an input from a tensor, as it is at the time of the run. */
    public void input(String name, Tensor tensor) {
        requireName(name, session.inputNames(), "input");
        put(inputs, read, name, tensor);
    }

    /** Lets runs read an input from the result of an earlier run, which is closed with the slot. */
    public void input(String name, RuntimeTensor result) {
        requireName(name, session.inputNames(), "input");
        replace(inputs, read, name, new Slot(result, result.onnx()));
    }

    /** Lets the input of the same name of another take over what this one holds; nothing is bound to it here then. */
    public void pass(String name, Bound other) {
        other.requireName(name, other.session.inputNames(), "input");
        Slot slot = inputs.remove(name);
        if (slot == null) {
            throw new IllegalArgumentException("graph '" + session.name() + "': nothing is bound to '" + name
                    + "' that could be passed on to graph '" + other.session.name() + "'; bound are "
                    + new TreeSet<>(inputs.keySet()));
        }
        read.remove(name);
        replace(other.inputs, other.read, name, slot);
    }

    /** Lets runs write an output into a tensor, whose shape must be right. */
    public void output(String name, Tensor tensor) {
        requireName(name, session.outputNames(), "output");
        put(outputs, written, name, tensor);
    }

    private void put(Map<String, Slot> slots, Map<String, OnnxTensor> values, String name, Tensor tensor) {
        Slot slot = slots.get(name);
        if (slot != null && slot.given == tensor) {
            return;
        }
        try {
            replace(slots, values, name, new Slot(tensor, OnnxTensors.wrap(tensor)));
        } catch (OrtException e) {
            throw session.failure(e);
        }
    }

    private static void replace(
            Map<String, Slot> slots, Map<String, OnnxTensor> values, String name, Slot replacement) {
        values.put(name, replacement.value);
        Slot before = slots.put(name, replacement);
        if (before != null && before.value != replacement.value) {
            before.value.close();
        }
    }

    /** Runs the graph: bound outputs are written, others are not computed. Every input must be bound. */
    public void run() {
        run(Set.of());
    }

    /**
     * As {@link #run()}, and leaves further outputs in the runtime's memory.
     *
     * @param kept names of outputs that are not bound
     * @return the kept outputs by name; the caller closes them, or binds them as inputs
     */
    public Map<String, RuntimeTensor> run(Set<String> kept) {
        if (inputs.size() < session.inputNames().size()) {
            Set<String> missing = new LinkedHashSet<>(session.inputNames());
            missing.removeAll(inputs.keySet());
            throw new IllegalArgumentException("graph '" + session.name() + "': nothing is bound to " + missing);
        }
        return session.run(read, written, kept);
    }

    private void requireName(String name, Set<String> known, String what) {
        if (!known.contains(name)) {
            throw new IllegalArgumentException(
                    "graph '" + session.name() + "' has no " + what + " '" + name + "', only " + known);
        }
    }

    /** Frees all slots; results that inputs took over are closed, the session stays open. */
    @Override
    public void close() {
        inputs.values().forEach(slot -> slot.value.close());
        outputs.values().forEach(slot -> slot.value.close());
        inputs.clear();
        outputs.clear();
        read.clear();
        written.clear();
    }
}
