package dev.graft.models.export.gguf;

import dev.graft.adapters.WeightNames;
import dev.graft.adapters.projection.ProjectionSpec;
import dev.graft.models.export.ExportedModel;
import dev.graft.models.export.backbone.HiddenState;
import dev.graft.models.export.backbone.VisionTower;
import dev.graft.tensors.StreamedTensor;
import dev.graft.tensors.gguf.GgufValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** LLaVA's projection of two layers with GELU between them. */
final class LlavaMlp implements Projector {
    @Override
    public String type() {
        return "mlp";
    }

    @Override
    public Optional<String> misfit(ExportedModel model) {
        if (!(model.description().adapter() instanceof ProjectionSpec spec)) {
            return Optional.of(
                    "the adapter is of kind " + model.description().adapter().kind());
        }
        if (!spec.kind().equals("mlp") || spec.hiddenLayers() != 1) {
            return Optional.of("the projection has another number of layers than two");
        }
        if (!List.of("gelu", "gelu_tanh").contains(spec.activation())) {
            return Optional.of("the function between its layers is " + spec.activation() + ", not gelu");
        }
        if (!spec.bias()) {
            return Optional.of("its layers have no biases");
        }
        if (spec.inputNorm() || spec.outputNorm()) {
            return Optional.of("it has a normalisation");
        }
        if (model.hasTiles()) {
            return Optional.of("pictures are cut into tiles, or texts stand around them");
        }
        return spec.reduction().equals("none") && spec.tokens() == 1
                ? Optional.empty()
                : Optional.of("each feature vector does not become one visual token");
    }

    @Override
    public Optional<String> misfit(HiddenState state, VisionTower tower) {
        return state.classToken()
                ? Optional.of("the class token is among the features; llama.cpp gives the patches alone, as features"
                        + " that end in ',patches' do")
                : Optional.empty();
    }

    /** The layer is always said: readers have counted the one that they take by themselves in different ways. */
    @Override
    public Map<String, GgufValue> metadata(ExportedModel model, HiddenState state, VisionTower tower) {
        return Map.of("clip.vision.feature_layer", new GgufValue.Integers(List.of(state.layer())));
    }

    @Override
    public int layers(HiddenState state, VisionTower tower) {
        return Math.min(state.layer() + 1, tower.layers());
    }

    @Override
    public Map<String, StreamedTensor> tensors(ExportedModel model) {
        Map<String, StreamedTensor> tensors = new LinkedHashMap<>();
        WeightNames.LLAVA_ORIGINAL
                .rename(model.adapter(), model.weights())
                .forEach((name, tensor) ->
                        tensors.put(name.replace("model.mm_projector.", "mm."), StreamedTensor.of(tensor)));
        return tensors;
    }
}
