package dev.graft.models.export.hf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.StreamedTensor;
import dev.graft.tensors.files.AtomicFiles;
import dev.graft.tensors.weights.WeightShards;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a folder of transformers holds.
 *
 * @param config {@code config.json}
 * @param tensors by the names that {@code save_pretrained} gives them
 * @param files that are copied, such as a tokenizer's
 * @param texts other files by their names, such as {@code processor_config.json}
 * @param told what a user should know of it, in lines
 */
record Checkpoint(
        ObjectNode config,
        Map<String, StreamedTensor> tensors,
        List<Files> files,
        Map<String, String> texts,
        List<String> told) {
    /** Files that are written into a folder. */
    interface Files {
        void write(Path folder);
    }

    private static final Map<String, ElementType> PRECISIONS =
            Map.of("f32", ElementType.FLOAT, "f16", ElementType.FLOAT16, "bf16", ElementType.BFLOAT16);

    /**
     * The same with all weights in one precision.
     *
     * @param precision {@code f32}, {@code f16} or {@code bf16}; empty to leave them as they are
     */
    Checkpoint as(String precision) {
        if (precision.isEmpty()) {
            return this;
        }
        ElementType type = PRECISIONS.get(precision);
        if (type == null) {
            throw new InvalidInputException(
                    "weights for transformers are written as f32, f16 or bf16, found '" + precision + "'");
        }
        Map<String, StreamedTensor> converted = new LinkedHashMap<>();
        tensors.forEach(
                (name, tensor) -> converted.put(name, tensor.type().isFloatingPoint() ? tensor.as(type) : tensor));
        return new Checkpoint(Dtype.set(config.deepCopy(), type), converted, files, texts, told);
    }

    void write(Path folder) {
        AtomicFiles.write(folder.resolve("config.json"), config.toPrettyString() + "\n");
        files.forEach(copied -> copied.write(folder));
        texts.forEach((name, text) -> AtomicFiles.write(folder.resolve(name), text));
        WeightShards.write(folder, tensors, WeightShards.MOST_BYTES);
    }
}
