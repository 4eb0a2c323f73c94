package dev.graft.backbones.folder;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The suffixes by which exporters tell files of one model apart that hold it in different precisions, as
 * {@code model_q4.onnx} beside {@code model.onnx}. Optimum, Transformers.js and sentence-transformers name them so.
 */
final class Variant {
    /**
     * The order in which they are taken where none is asked for: the more exact first. A file without a suffix is float32
     * with all of these exporters.
     */
    static final List<String> BY_PREFERENCE =
            List.of("", "fp32", "fp16", "bf16", "quantized", "int8", "uint8", "q8", "q4", "int4", "q4f16", "bnb4");

    /** What Transformers.js calls them in its {@code dtype}, where that is not the suffix. */
    private static final Map<String, String> NAMES = Map.of("fp32", "", "q8", "quantized");

    private Variant() {}

    /** The suffixes that a name stands for, the likelier first. */
    static List<String> named(String variant) {
        List<String> suffixes = new ArrayList<>(List.of(variant));
        if (NAMES.containsKey(variant)) {
            suffixes.add(NAMES.get(variant));
        }
        return suffixes;
    }

    /** What a user writes for a suffix. */
    static String toString(String suffix) {
        return suffix.isEmpty() ? "fp32" : suffix;
    }
}
