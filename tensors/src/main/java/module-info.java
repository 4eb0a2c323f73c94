/** tensors. */
module dev.graft.tensors {
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;

    exports dev.graft.tensors;
    exports dev.graft.tensors.files;
    exports dev.graft.tensors.pytorch;
    exports dev.graft.tensors.safetensors;
    exports dev.graft.tensors.weights;
}
