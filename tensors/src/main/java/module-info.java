/**
 * Tensors in memory, and the files that hold them: safetensors, weights saved by PyTorch, sharded or not. It knows no
 * graph, no model and no runtime.
 *
 * <p>Begin with {@link dev.graft.tensors.Tensor}; {@link dev.graft.tensors.weights.WeightFiles} opens the weights of a
 * folder whatever their form, {@link dev.graft.tensors.files.AtomicFiles} is how every file of Graft is written.
 */
@SuppressWarnings("module") // The modules that it names are compiled after it.
module dev.graft.tensors {
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;

    exports dev.graft.tensors;
    exports dev.graft.tensors.safetensors;
    exports dev.graft.tensors.gguf;
    exports dev.graft.tensors.weights;
    exports dev.graft.tensors.cache to
            dev.graft.backbones,
            dev.graft.cli,
            dev.graft.graph,
            dev.graft.training,
            dev.graft.world;
    exports dev.graft.tensors.files to
            dev.graft.backbones,
            dev.graft.cli,
            dev.graft.eval,
            dev.graft.graph,
            dev.graft.models,
            dev.graft.training,
            dev.graft.world;
}
