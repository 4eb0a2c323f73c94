package dev.graft.graph.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.graft.graph.Graph;
import dev.graft.graph.onnx.OnnxFile;
import java.nio.file.Path;
import java.util.List;

/** What ONNX Runtime makes of a graph before it runs it. */
final class OptimizedGraph {
    private OptimizedGraph() {}

    /** @param folder where the weights lie, if in files */
    static Graph of(Graph graph, SessionConfig config, Path folder) {
        return of(graph, config, config.fusing() ? List.of() : SessionFactory.FUSIONS, folder);
    }

    /** @param disabled names of optimizers that are turned off */
    static Graph of(Graph graph, SessionConfig config, List<String> disabled, Path folder) {
        Path file = folder.resolve("optimized.onnx");
        try (SessionOptions options = new SessionOptions()) {
            SessionFactory.set(options, config.withFusing(true));
            options.addConfigEntry("optimization.disable_specified_optimizers", String.join(";", disabled));
            options.addConfigEntry("session.model_external_initializers_file_folder_path", folder.toString());
            options.setOptimizedModelFilePath(file.toString());
            byte[] model = OnnxFile.encode(SessionFactory.prepared(graph, config), folder);
            RuntimeEnvironment.get().createSession(model, options).close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
        return OnnxFile.read(file);
    }

    static long count(Graph graph, String operator) {
        return graph.nodes().stream()
                .filter(node -> node.opType().equals(operator))
                .count();
    }
}
