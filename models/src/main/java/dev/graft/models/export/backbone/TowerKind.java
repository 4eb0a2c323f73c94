package dev.graft.models.export.backbone;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The architectures of vision encoders of transformers whose weights can be written into another program's files. */
public enum TowerKind {
    /** CLIP's (Radford et al. 2021): a class token, and no normalisation of the last hidden state. */
    CLIP("clip_vision_model", "embeddings.patch_embedding.weight", 1, false, "clip"),

    /** SigLIP's (Zhai et al. 2023): patches alone, the last hidden state normalised. */
    SIGLIP("siglip_vision_model", "embeddings.patch_embedding.weight", 0, true, "siglip"),

    /** BLIP-2's (Li et al. 2023): a class token, the last hidden state normalised. */
    BLIP2("blip_2_vision_model", "embeddings.patch_embedding.weight", 1, true, "blip-2"),

    /** InstructBLIP's, as BLIP-2's. */
    INSTRUCTBLIP("instructblip_vision_model", "embeddings.patch_embedding.weight", 1, true, "instructblip"),

    /** DINOv2's (Oquab et al. 2023): a class token, the last hidden state normalised. */
    DINOV2("dinov2", "embeddings.patch_embeddings.projection.weight", 1, true, "");

    private final String modelType;
    private final String probe;
    private final int classTokens;
    private final boolean normalizesLast;
    private final String whole;

    TowerKind(String modelType, String probe, int classTokens, boolean normalizesLast, String whole) {
        this.modelType = modelType;
        this.probe = probe;
        this.classTokens = classTokens;
        this.normalizesLast = normalizesLast;
        this.whole = whole;
    }

    /** The kind of a {@code model_type}: that of the encoder, or of a model that it is the vision part of. */
    static Optional<TowerKind> of(String modelType) {
        return Arrays.stream(values())
                .filter(kind ->
                        kind.modelType.equals(modelType) || kind.whole.equals(modelType) && !modelType.isEmpty())
                .findFirst();
    }

    static List<String> modelTypes() {
        return Arrays.stream(values()).map(TowerKind::modelType).toList();
    }

    /** What {@code config.json} calls the encoder. */
    public String modelType() {
        return modelType;
    }

    /** The name of the weights that cut patches, below the encoder's own prefix. */
    String probe() {
        return probe;
    }

    /** The number of tokens before those of the patches. */
    public int classTokens() {
        return classTokens;
    }

    /** Whether {@code last_hidden_state} is normalised, and so another than the last of {@code hidden_states}. */
    public boolean normalizesLast() {
        return normalizesLast;
    }
}
