package dev.graft.models.export.gguf;

import dev.graft.models.export.ExportedModel;
import dev.graft.models.export.backbone.HiddenState;
import dev.graft.models.export.backbone.VisionTower;
import dev.graft.tensors.StreamedTensor;
import dev.graft.tensors.gguf.GgufValue;
import java.util.Map;
import java.util.Optional;

/** A kind of adapter that llama.cpp knows: a {@code clip.projector_type}. */
interface Projector {
    /** What llama.cpp calls it. */
    String type();

    /** Why an adapter is none of this kind, as the rest of a sentence; empty where it is one. */
    Optional<String> misfit(ExportedModel model);

    /** Why a hidden state is not the one that llama.cpp gives this kind, as the rest of a sentence; empty where it is. */
    Optional<String> misfit(HiddenState state, VisionTower tower);

    /** What the metadata say of this kind alone. */
    Map<String, GgufValue> metadata(ExportedModel model, HiddenState state, VisionTower tower);

    /** The layers of the encoder that are written, at least as many as the hidden state has passed. */
    int layers(HiddenState state, VisionTower tower);

    /** The weights of the adapter under the names of llama.cpp. */
    Map<String, StreamedTensor> tensors(ExportedModel model);
}
