package dev.graft.graph.runtime;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.tensors.Place;
import java.nio.file.Path;
import java.util.Optional;

/** A native library, ONNX Runtime or a tokenizer's, refused what it was given or failed. The message says what was being done. */
public final class RuntimeFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean isOfFile;

    public RuntimeFailure(String message, Throwable cause) {
        super(message, cause);
        this.isOfFile = false;
    }

    private RuntimeFailure(Path file, String message, Throwable cause) {
        super(Place.at(file, message), cause);
        this.isOfFile = true;
    }

    /** What the runtime said of a graph, about a file where it has one. */
    static RuntimeFailure of(Optional<Path> file, String problem, Throwable cause) {
        return file.map(place -> new RuntimeFailure(place, problem, cause))
                .orElseGet(() -> new RuntimeFailure(problem, cause));
    }

    /** The file that a graph has weights from, or one of them. */
    static Optional<Path> file(Graph graph) {
        for (Constant constant : graph.constants().values()) {
            if (constant instanceof Constant.Stored stored) {
                return Optional.of(stored.file());
            }
        }
        return Optional.empty();
    }

    /** Whether it is about what a file holds. */
    public boolean isOfFile() {
        return isOfFile;
    }
}
