package dev.graft.graph.runtime;

/** ONNX Runtime refused a graph or failed in a run. The message says what was being done. */
public final class RuntimeFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RuntimeFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
