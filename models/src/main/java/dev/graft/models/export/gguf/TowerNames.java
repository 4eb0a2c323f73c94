package dev.graft.models.export.gguf;

import dev.graft.models.export.backbone.HiddenState;
import dev.graft.models.export.backbone.VisionTower;
import dev.graft.tensors.StreamedTensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What llama.cpp calls the weights of the towers of CLIP and SigLIP. */
final class TowerNames {
    private static final Map<String, String> OUTSIDE = Map.of(
            "embeddings.class_embedding", "v.class_embd",
            "embeddings.patch_embedding.weight", "v.patch_embd.weight",
            "embeddings.patch_embedding.bias", "v.patch_embd.bias",
            "embeddings.position_embedding.weight", "v.position_embd.weight",
            "pre_layrnorm.weight", "v.pre_ln.weight",
            "pre_layrnorm.bias", "v.pre_ln.bias");

    private static final Map<String, String> POST_NORM = Map.of(
            "post_layernorm.weight", "v.post_ln.weight",
            "post_layernorm.bias", "v.post_ln.bias");

    private static final Map<String, String> OF_LAYER = Map.of(
            "self_attn.q_proj", "attn_q",
            "self_attn.k_proj", "attn_k",
            "self_attn.v_proj", "attn_v",
            "self_attn.out_proj", "attn_out",
            "layer_norm1", "ln1",
            "layer_norm2", "ln2",
            "mlp.fc1", "ffn_up",
            "mlp.fc2", "ffn_down");

    private static final Pattern LAYER = Pattern.compile("encoder\\.layers\\.(\\d+)\\.(.+)\\.(weight|bias)");

    private TowerNames() {}

    /** The weights of a tower up to a number of layers; its final normalisation where the hidden state has passed it. */
    static Map<String, StreamedTensor> of(VisionTower tower, HiddenState state, int layers) {
        Map<String, StreamedTensor> named = new LinkedHashMap<>();
        tower.tensors().forEach((name, tensor) -> {
            Optional<String> outside = Optional.ofNullable(OUTSIDE.get(name))
                    .or(() -> Optional.ofNullable(state.normalized() ? POST_NORM.get(name) : null));
            Matcher layer = LAYER.matcher(name);
            if (outside.isPresent()) {
                named.put(outside.get(), tensor);
            } else if (layer.matches() && Integer.parseInt(layer.group(1)) < layers) {
                named.put(
                        "v.blk." + layer.group(1) + "." + OF_LAYER.get(layer.group(2)) + "." + layer.group(3), tensor);
            }
        });
        return named;
    }
}
