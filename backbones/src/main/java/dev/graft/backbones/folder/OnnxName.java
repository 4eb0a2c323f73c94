package dev.graft.backbones.folder;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * The name of an ONNX file in two parts: which part of a model it holds, and the suffix that tells files of one part apart.
 *
 * @param base such as {@code decoder_model_merged}
 * @param suffix such as {@code q4f16}; empty where there is none
 */
record OnnxName(String base, String suffix) {
    static final String ENDING = ".onnx";

    /** What exporters call the parts, longest first, since some names begin with others. */
    private static final List<String> BASES = List.of(
                    "model",
                    "decoder_model_merged",
                    "decoder_with_past_model",
                    "decoder_model",
                    "embed_tokens",
                    "embeddings",
                    "encoder_model",
                    "encoder",
                    "vision_model",
                    "vision_encoder",
                    "image_encoder",
                    "text_model")
            .stream()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();

    static OnnxName of(Path file) {
        String stem = file.getFileName().toString().replaceFirst("\\.onnx$", "");
        for (String base : BASES) {
            if (stem.equals(base)) {
                return new OnnxName(base, "");
            }
            if (stem.startsWith(base + "_")) {
                return new OnnxName(base, stem.substring(base.length() + 1));
            }
        }
        return new OnnxName(stem, "");
    }

    String fileName() {
        return base + (suffix.isEmpty() ? "" : "_" + suffix) + ENDING;
    }
}
