package dev.graft.training.settings;

import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.models.visual.VisualLayout;
import dev.graft.training.features.FeatureType;

/** Which frozen parts are connected. */
public record BackboneSettings(
        @Setting(
                value = "folder of the frozen vision encoder, one ONNX file of it, FOLDER:SUFFIX as in FOLDER:fp16, or"
                        + " builtin:shapes-vision",
                path = true,
                required = true,
                decisive = false)
        String vision,

        @Setting("what is taken of the vision encoder: last, pooled, embeds, pixels or layer:N, or layer:N/M of several"
                + " joined; with ,patches after it without the class"
                + " token")
        String features,

        @Setting(
                value =
                        "folder whose preprocessor_config.json says how pictures are prepared; empty for that of the vision encoder",
                path = true,
                decisive = false,
                before = "")
        String processor,

        @Setting(
                value =
                        "how the visual tokens of an image's tiles are read, where preprocessor_config.json cuts pictures into tiles:"
                                + " joined (one after the other), split (Idefics3, SmolVLM), marked (Idefics2), crops (Gemma 3),"
                                + " rows (Pixtral), numbered (Aya Vision), map (Qwen2-VL), anyres (LLaVA-NeXT, with a newline that is"
                                + " learnt), or one of these with its keys in JSON, as in {\"kind\": \"joined\", \"before\":"
                                + " \"<img>\", \"after\": \"</img>\"}",
                before = "joined")
        String layout,

        @Setting(
                value =
                        "how many visual tokens an image takes at most, where preprocessor_config.json cuts pictures into"
                                + " tiles: they are cut into fewer; 0 for any number",
                before = "0")
        int maxVisualTokens,

        @Setting(
                value = "how features are kept: float32, or float16 for half the place on disk, rounded to 11 bits",
                before = "float32")
        FeatureType featuresType,

        @Setting(
                value = "folder of the frozen language model, one ONNX file of it, FOLDER:SUFFIX as in FOLDER:q4, or"
                        + " builtin:shapes-language",
                path = true,
                required = true,
                decisive = false)
        String language) {
    static final BackboneSettings DEFAULTS = new BackboneSettings("", "last", "", "joined", 0, FeatureType.FLOAT32, "");

    /** How the visual tokens of an image's tiles are read. */
    public VisualLayout visualLayout() {
        return VisualLayout.parse(layout).limited(maxVisualTokens);
    }

    /** What is taken of the vision encoder. */
    public VisionFeatures visionFeatures() {
        return VisionFeatures.parse(features);
    }
}
