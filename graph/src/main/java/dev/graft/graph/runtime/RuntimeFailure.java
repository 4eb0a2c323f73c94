package dev.graft.graph.runtime;

/** A native library, ONNX Runtime or a tokenizer's, refused what it was given or failed. The message says what was being done. */
public final class RuntimeFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RuntimeFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
