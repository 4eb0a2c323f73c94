package dev.graft.graph.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.graft.graph.Graph;
import dev.graft.tensors.Shape;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A graph that is ready to run. Many threads may run one session at once; closing it while runs are under way is an
 * error of the caller.
 */
public final class Session implements AutoCloseable {
    private final String name;
    private final Optional<Path> file;
    private final OrtSession session;
    private final Set<String> inputs;
    private final Set<String> outputs;

    private Session(Graph graph, OrtSession session) {
        this.name = graph.name();
        this.file = RuntimeFailure.file(graph);
        this.session = session;
        this.inputs = session.getInputNames();
        this.outputs = session.getOutputNames();
        SessionLog.noteOpened(this);
    }

    /** Opens a graph on the device of the configuration; a device that is not there is an error. */
    public static Session open(Graph graph, SessionConfig config) {
        return new Session(graph, SessionFactory.open(graph, config));
    }

    /**
     * As {@link #open}, of a graph that each run repeats; in a precision it computes what it would alone.
     *
     * @param repetition makes the graph of all runs of it
     */
    public static Session open(Graph once, UnaryOperator<Graph> repetition, SessionConfig config) {
        return new Session(once, SessionFactory.open(once, repetition, config));
    }

    /** As {@link #open}, of a graph that is known not to end the process, see {@link EinsumRanks}. */
    static Session openChecked(Graph graph, SessionConfig config) {
        return new Session(graph, SessionFactory.openChecked(graph, config));
    }

    /** Opens a graph on the CPU. */
    public static Session open(Graph graph) {
        return open(graph, SessionConfig.DEFAULT);
    }

    /** The name of the graph. */
    public String name() {
        return name;
    }

    /** Slots of its own for the inputs and outputs, to which nothing is bound yet. The session must outlive them. */
    public Bound bind() {
        return new Bound(this);
    }

    /** Runs the graph once and copies every output out. */
    public Map<String, Tensor> run(Map<String, Tensor> feeds) {
        try (Bound bound = bind()) {
            feeds.forEach(bound::input);
            Map<String, Tensor> results = new LinkedHashMap<>();
            bound.run(outputs).forEach((output, result) -> {
                results.put(output, result.toTensor());
                result.close();
            });
            return results;
        }
    }

    /** Runs the graph once and writes outputs into the given tensors, whose shapes must be right. */
    public void runInto(Map<String, Tensor> feeds, Map<String, Tensor> results) {
        try (Bound bound = bind()) {
            feeds.forEach(bound::input);
            results.forEach(bound::output);
            bound.run();
        }
    }

    /** Runs the graph: {@code written} takes some outputs, {@code kept} names others that are returned. */
    Map<String, RuntimeTensor> run(Map<String, OnnxTensor> read, Map<String, OnnxTensor> written, Set<String> kept) {
        try {
            Map<String, RuntimeTensor> results = new LinkedHashMap<>();
            // The values outlive the result object, which only groups them.
            OrtSession.Result result = session.run(read, kept, written);
            for (Map.Entry<String, OnnxValue> entry : result) {
                if (!written.containsKey(entry.getKey())) {
                    results.put(entry.getKey(), new RuntimeTensor((OnnxTensor) entry.getValue()));
                }
            }
            return results;
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    /** The names of the inputs. */
    public Set<String> inputNames() {
        return inputs;
    }

    /** The shapes of the inputs that are tensors; sizes that are not known before a run are -1. */
    public Map<String, long[]> inputShapes() {
        try {
            Map<String, long[]> shapes = new LinkedHashMap<>();
            for (Map.Entry<String, NodeInfo> input : session.getInputInfo().entrySet()) {
                if (input.getValue().getInfo() instanceof TensorInfo info) {
                    shapes.put(input.getKey(), info.getShape());
                }
            }
            return shapes;
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    /** The names of the outputs. */
    public Set<String> outputNames() {
        return outputs;
    }

    /** What the runtime knows of the outputs before a run. A value that is no tensor is left out. */
    Map<String, TensorType> outputTypes() {
        try {
            Map<String, TensorType> types = new LinkedHashMap<>();
            for (Map.Entry<String, NodeInfo> output : session.getOutputInfo().entrySet()) {
                if (output.getValue().getInfo() instanceof TensorInfo info && OnnxTensors.elementType(info) != null) {
                    types.put(output.getKey(), type(info));
                }
            }
            return types;
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    private static TensorType type(TensorInfo info) {
        List<Shape.Dim> dims = new ArrayList<>();
        for (int axis = 0; axis < info.getShape().length; axis++) {
            dims.add(new Shape.Dim(info.getShape()[axis], info.getDimensionNames()[axis]));
        }
        return new TensorType(OnnxTensors.elementType(info), new Shape(dims));
    }

    RuntimeFailure failure(OrtException e) {
        return RuntimeFailure.of(
                file, "ONNX Runtime failed to run the graph '" + name + "': " + RuntimeMessage.of(e.getMessage()), e);
    }

    @Override
    public void close() {
        SessionLog.noteClosed(this);
        try {
            session.close();
        } catch (OrtException e) {
            throw failure(e);
        }
    }
}
