/** graph. */
module dev.graft.graph {
    requires transitive dev.graft.tensors;
    requires com.google.protobuf;
    requires com.microsoft.onnxruntime;

    exports dev.graft.graph;
    exports dev.graft.graph.autodiff;
    exports dev.graft.graph.autodiff.rules;
    exports dev.graft.graph.onnx;
    exports dev.graft.graph.rewrite;
    exports dev.graft.graph.runtime;
}
