package dev.graft.models.export.gguf;

import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.models.export.ExportedModel;
import dev.graft.models.export.OriginalWeights;
import dev.graft.models.export.backbone.HiddenState;
import dev.graft.models.export.backbone.TowerKind;
import dev.graft.models.export.backbone.VisionTower;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.StreamedTensor;
import dev.graft.tensors.gguf.GgufFile;
import dev.graft.tensors.gguf.GgufValue;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an {@code mmproj-*.gguf} holds: the vision encoder and the adapter, as llama.cpp's {@code tools/mtmd} reads them.
 *
 * @param metadata in the order of the file
 * @param tensors in the order of the file
 * @param compared how many of the encoder's weights are those of its ONNX file, in words
 */
record Mmproj(Map<String, GgufValue> metadata, Map<String, StreamedTensor> tensors, String compared) {
    /**
     * That of a model.
     *
     * @param matrices FLOAT or FLOAT16, the type of the matrices of the layers; all else is FLOAT
     * @throws InvalidInputException if llama.cpp has no place for the vision encoder or the features
     */
    static Mmproj of(ExportedModel model, Projector projector, ElementType matrices) {
        VisionTower tower = VisionTower.open(model.vision(), model.original(OriginalWeights.VISION));
        if (tower.kind() != TowerKind.CLIP && tower.kind() != TowerKind.SIGLIP) {
            throw new InvalidInputException(
                    "the vision encoder is of the type '" + tower.kind().modelType()
                            + "', and llama.cpp gives the adapter of type '" + projector.type()
                            + "' what clip_vision_model or siglip_vision_model see");
        }
        HiddenState state =
                HiddenState.of(VisionFeatures.parse(model.description().features()), tower);
        projector.misfit(state, tower).ifPresent(why -> {
            throw new InvalidInputException(
                    "the adapter cannot be written as llama.cpp's '" + projector.type() + "': " + why);
        });
        if (state.tokens(tower) != model.description().featureTokens()) {
            throw new InvalidInputException("the adapter was trained on "
                    + model.description().featureTokens() + " feature vectors of a picture, and [" + tower.file()
                    + "] says " + state.tokens(tower) + "; llama.cpp takes pictures of that size alone");
        }
        int layers = projector.layers(state, tower);
        Map<String, StreamedTensor> tensors = new LinkedHashMap<>(TowerNames.of(tower, state, layers));
        tensors.putAll(projector.tensors(model));
        tensors.replaceAll((name, tensor) -> tensor.as(isMatrixOfLayer(name, tensor) ? matrices : ElementType.FLOAT));
        Map<String, GgufValue> metadata = new LinkedHashMap<>();
        metadata.put("general.architecture", new GgufValue.Text("clip"));
        metadata.put("general.type", new GgufValue.Text("mmproj"));
        metadata.put("general.name", new GgufValue.Text(model.name()));
        metadata.put("general.file_type", new GgufValue.Count(matrices == ElementType.FLOAT16 ? 1 : 0));
        metadata.put("clip.has_vision_encoder", new GgufValue.Flag(true));
        metadata.put("clip.projector_type", new GgufValue.Text(projector.type()));
        metadata.putAll(vision(model, tower, layers));
        metadata.putAll(projector.metadata(model, state, tower));
        return new Mmproj(metadata, tensors, tower.compared());
    }

    private static boolean isMatrixOfLayer(String name, StreamedTensor tensor) {
        return tensor.shape().length == 2 && !name.equals("v.position_embd.weight");
    }

    private static Map<String, GgufValue> vision(ExportedModel model, VisionTower tower, int layers) {
        Map<String, GgufValue> vision = new LinkedHashMap<>();
        vision.put("clip.vision.image_size", new GgufValue.Count(tower.imageSize()));
        vision.put("clip.vision.patch_size", new GgufValue.Count(tower.patchSize()));
        vision.put("clip.vision.embedding_length", new GgufValue.Count(tower.width()));
        vision.put("clip.vision.feed_forward_length", new GgufValue.Count(tower.number("intermediate_size", 3072)));
        vision.put("clip.vision.block_count", new GgufValue.Count(layers));
        vision.put("clip.vision.attention.head_count", new GgufValue.Count(tower.number("num_attention_heads", 12)));
        double epsilon = tower.config().path("layer_norm_eps").asDouble(tower.kind() == TowerKind.CLIP ? 1e-5 : 1e-6);
        vision.put("clip.vision.attention.layer_norm_epsilon", new GgufValue.Real((float) epsilon));
        vision.put(
                "clip.vision.projection_dim",
                new GgufValue.Count(model.description().language().width()));
        PictureLevels levels = PictureLevels.of(model.preparing());
        vision.put("clip.vision.image_mean", new GgufValue.Reals(levels.mean()));
        vision.put("clip.vision.image_std", new GgufValue.Reals(levels.deviation()));
        vision.put("clip.use_gelu", new GgufValue.Flag(usesGelu(tower)));
        return vision;
    }

    /** llama.cpp computes GELU by its approximation; without the flag it computes CLIP's {@code quick_gelu}. */
    private static boolean usesGelu(VisionTower tower) {
        String usual = tower.kind() == TowerKind.CLIP ? "quick_gelu" : "gelu_pytorch_tanh";
        String found = tower.config().path("hidden_act").asText(usual);
        if (found.equals("quick_gelu")) {
            return false;
        }
        if (List.of("gelu", "gelu_new", "gelu_fast", "gelu_pytorch_tanh").contains(found)) {
            return true;
        }
        throw new ModelFileException(
                tower.file(), "\"hidden_act\" is '" + found + "', which llama.cpp's vision encoder does not compute");
    }

    /** Whether the vision encoder reads a token before the patches, as CLIP does and SigLIP does not. */
    boolean hasClassToken() {
        return tensors.containsKey("v.class_embd");
    }

    void write(Path file) {
        GgufFile.write(file, metadata, tensors);
    }
}
