package dev.graft.models.export.hf;

import dev.graft.adapters.WeightNames;
import dev.graft.adapters.block.Activation;
import dev.graft.models.export.ExportedModel;
import dev.graft.tensors.StreamedTensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** The adapter of a checkpoint. */
final class AdapterPart {
    private AdapterPart() {}

    /** The weights under the names of a convention, in the precision of the model folder. */
    static Map<String, StreamedTensor> named(ExportedModel model, WeightNames convention) {
        Map<String, StreamedTensor> named = new LinkedHashMap<>();
        convention
                .rename(model.adapter(), model.weights())
                .forEach((name, tensor) -> named.put(name, StreamedTensor.of(tensor)));
        return named;
    }

    /** What transformers calls an activation. */
    static String activation(String name) {
        return Activation.of(name) == Activation.GELU_TANH ? "gelu_pytorch_tanh" : name;
    }
}
