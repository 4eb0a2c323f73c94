/**
 * ONNX graphs as values that can be built, rewritten, differentiated and run: all that Graft knows of ONNX and of ONNX
 * Runtime, whose types stay inside.
 *
 * <p>Begin with {@link dev.graft.graph.GraphBuilder}, which builds a {@link dev.graft.graph.Graph};
 * {@link dev.graft.graph.onnx.OnnxFile} reads and writes them, {@link dev.graft.graph.autodiff.Gradients} adds the
 * backward pass, {@link dev.graft.graph.runtime.Session} runs them.
 */
@SuppressWarnings("module") // The modules that it names are compiled after it.
module dev.graft.graph {
    requires transitive dev.graft.tensors;
    requires com.google.protobuf;
    requires com.microsoft.onnxruntime;

    exports dev.graft.graph;
    exports dev.graft.graph.attention to
            dev.graft.training;
    exports dev.graft.graph.autodiff;
    exports dev.graft.graph.beginning to
            dev.graft.training;
    exports dev.graft.graph.onnx;
    exports dev.graft.graph.precision;
    exports dev.graft.graph.runtime;
    exports dev.graft.graph.rewrite to
            dev.graft.backbones,
            dev.graft.training;
}
