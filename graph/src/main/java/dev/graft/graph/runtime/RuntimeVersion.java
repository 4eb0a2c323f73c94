package dev.graft.graph.runtime;

/** Which release of the runtime computes; another one may round differently. */
public final class RuntimeVersion {
    private RuntimeVersion() {}

    /** The version of ONNX Runtime, such as {@code 1.29.0}. */
    public static String onnxRuntime() {
        return RuntimeEnvironment.get().getVersion();
    }
}
