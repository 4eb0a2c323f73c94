package dev.graft.training.settings;

import dev.graft.backbones.vision.VisionFeatures;
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

        @Setting(
                "what is taken of the vision encoder: last, pooled, pixels or layer:N; with ,patches after it without the class"
                        + " token")
        String features,

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
    static final BackboneSettings DEFAULTS = new BackboneSettings("", "last", FeatureType.FLOAT32, "");

    /** What is taken of the vision encoder. */
    public VisionFeatures visionFeatures() {
        return VisionFeatures.parse(features);
    }
}
