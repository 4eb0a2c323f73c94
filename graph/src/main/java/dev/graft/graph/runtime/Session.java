package dev.graft.graph.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.graft.graph.Graph;
import dev.graft.tensors.Shape;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A graph that is ready to run. Many threads may run one session at once; closing it while runs are under way is an
 * error of the caller.
 */
public final class Session implements AutoCloseable {
    private final String name;
    private final OrtSession session;
    private final Set<String> inputs;

    private Session(String name, OrtSession session) {
        this.name = name;
        this.session = session;
        this.inputs = session.getInputNames();
        SessionLog.noteOpened(this);
    }

    /** Opens a graph on the device of the configuration; a device that is not there is an error. */
    public static Session open(Graph graph, SessionConfig config) {
        return new Session(graph.name(), SessionFactory.open(graph, config));
    }

    public static Session open(Graph graph) {
        return open(graph, SessionConfig.DEFAULT);
    }

    /** The name of the graph. */
    public String name() {
        return name;
    }

    /** Runs the graph and copies every output out. */
    public Map<String, Tensor> run(Map<String, Tensor> feeds) {
        Map<String, Tensor> results = new LinkedHashMap<>();
        run(feeds, Map.of(), session.getOutputNames()).forEach((output, tensor) -> {
            results.put(output, tensor.toTensor());
            tensor.close();
        });
        return results;
    }

    /** Runs the graph and writes its outputs into the given tensors, whose shapes must be right. */
    public void runInto(Map<String, Tensor> feeds, Map<String, Tensor> outputs) {
        try (Wrapped in = new Wrapped();
                Wrapped out = new Wrapped()) {
            Map<String, OnnxTensor> pinned = new LinkedHashMap<>();
            for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
                pinned.put(output.getKey(), out.add(output.getValue()));
            }
            session.run(in.feeds(feeds, Map.of()), Set.of(), pinned).close();
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    /**
     * Runs the graph and leaves the outputs in the runtime's memory.
     *
     * @param held further inputs, results of earlier runs; they stay open
     * @param outputs names of the outputs wanted; the caller closes them
     */
    public Map<String, RuntimeTensor> run(
            Map<String, Tensor> feeds, Map<String, RuntimeTensor> held, Set<String> outputs) {
        try (Wrapped in = new Wrapped()) {
            Map<String, RuntimeTensor> results = new LinkedHashMap<>();
            // The values outlive the result object, which only groups them.
            OrtSession.Result result = session.run(in.feeds(feeds, held), outputs);
            for (Map.Entry<String, OnnxValue> entry : result) {
                results.put(entry.getKey(), new RuntimeTensor((OnnxTensor) entry.getValue()));
            }
            return results;
        } catch (OrtException e) {
            throw failure(e);
        }
    }

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

    public Set<String> outputNames() {
        return session.getOutputNames();
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

    private RuntimeFailure failure(OrtException e) {
        return new RuntimeFailure("ONNX Runtime failed to run the graph '" + name + "': " + e.getMessage(), e);
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

    /** Views of our tensors for the time of one run. */
    private final class Wrapped implements AutoCloseable {
        private final List<OnnxTensor> open = new ArrayList<>();

        OnnxTensor add(Tensor tensor) throws OrtException {
            OnnxTensor view = OnnxTensors.wrap(tensor);
            open.add(view);
            return view;
        }

        Map<String, OnnxTensorLike> feeds(Map<String, Tensor> feeds, Map<String, RuntimeTensor> held)
                throws OrtException {
            Map<String, OnnxTensorLike> all = new LinkedHashMap<>();
            for (Map.Entry<String, Tensor> feed : feeds.entrySet()) {
                all.put(feed.getKey(), add(feed.getValue()));
            }
            held.forEach((input, tensor) -> all.put(input, tensor.onnx()));
            requireSameNames(all.keySet());
            return all;
        }

        private void requireSameNames(Set<String> given) {
            if (!given.equals(inputs)) {
                Set<String> missing = new LinkedHashSet<>(inputs);
                missing.removeAll(given);
                Set<String> extra = new LinkedHashSet<>(given);
                extra.removeAll(inputs);
                throw new IllegalArgumentException(
                        "graph '" + name + "': inputs missing " + missing + ", inputs it does not have " + extra);
            }
        }

        @Override
        public void close() {
            open.forEach(OnnxTensor::close);
        }
    }
}
