package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.HalfPrecision;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.Safetensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The backbones of an import are the checkpoint's own, as far as their numbers can be compared. */
class CheckpointBackbonesTest extends WholeCheckpointTrial {
    /** A backbone that was trained with the rest is in the checkpoint, under names of transformers' or of LLaVA's own repository. */
    @ParameterizedTest
    @CsvSource({
        "vision_model.encoder.layers.0.mlp.fc1.weight,vision encoder,hf",
        "vision_model.encoder.layers.0.mlp.fc1.weight,vision encoder,own",
        "layers.1.mlp.down_proj.weight,language model,hf",
        "vision_model.encoder.layers.0.layer_norm1.weight,'',hf"
    })
    void backbonesThatAreNotTheCheckpointsAreNotTaken(String weight, String part, String form) throws IOException {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        Safetensors.read(checkpoint.resolve("model.safetensors"))
                .forEach((name, tensor) -> weights.put(form.equals("hf") ? name : own(name), tensor.copy()));
        if (form.equals("own")) {
            Files.writeString(
                    checkpoint.resolve("config.json"),
                    "{\"model_type\": \"llava_llama\", \"mm_projector_type\": \"mlp2x_gelu\", \"mm_vision_select_layer\": -2,"
                            + " \"_name_or_path\": \"llava-v1.6-vicuna-7b\"}");
        }
        save(weights);
        importWhole("same-" + form);
        for (String backbone : List.of("vision encoder", "language model")) {
            assertTrue(
                    err.toString()
                            .matches("(?s).*compared .*" + backbone
                                    + ": [1-9]\\d* of its [1-9]\\d* weights are those.*"),
                    err.toString());
        }
        String changed = weights.keySet().stream()
                .filter(name -> name.endsWith(weight))
                .findFirst()
                .orElseThrow();
        weights.put(changed, grown(weights.get(changed)));
        save(weights);
        if (part.isEmpty()) {
            importWhole("other");
            return;
        }
        assertEquals(Main.BAD_FILE, graft(importing("other")), err.toString());
        assertTrue(err.toString().contains("weights of another " + part + " than"), err.toString());
        assertTrue(err.toString().contains("'" + changed + "' ["), err.toString());
        assertTrue(err.toString().contains("name by --" + part.split(" ")[0] + " ONNX files"), err.toString());
        importWhole("one's-own", "--features", "layer:-2,patches", "--set", "prompt.format=llava");
    }

    /**
     * A model that was loaded in half precision is often written in single precision, as an ONNX file or as a checkpoint; which of the two
     * was rounded is all the same.
     */
    @ParameterizedTest
    @CsvSource({"FLOAT16,FLOAT", "BFLOAT16,FLOAT", "BFLOAT16,FLOAT16", "FLOAT16,FLOAT16", "BFLOAT16,BFLOAT16"})
    void aCheckpointOfRoundedWeightsHasTheBackbonesThatItWasRoundedFrom(ElementType rounding, ElementType written)
            throws IOException {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        Safetensors.read(checkpoint.resolve("model.safetensors"))
                .forEach((name, tensor) -> weights.put(name, as(written, as(rounding, tensor))));
        save(weights);
        importWhole("rounded");
        String changed = "language_model.model.layers.1.mlp.down_proj.weight";
        weights.put(
                changed,
                as(
                        written,
                        as(
                                rounding,
                                grown(HalfPrecision.widen(weights.get(changed)).copy()))));
        save(weights);
        assertEquals(Main.BAD_FILE, graft(importing("other")), err.toString());
        assertTrue(err.toString().contains("'" + changed + "' ["), err.toString());
    }

    private static Tensor as(ElementType type, Tensor tensor) {
        FloatBuffer values = HalfPrecision.widen(tensor).floats();
        Tensor copy = Tensor.allocate(type, tensor.shape());
        ByteBuffer bytes = copy.bytes();
        while (values.hasRemaining()) {
            float value = values.get();
            switch (type) {
                case FLOAT16 -> bytes.putShort(HalfPrecision.toFloat16(value));
                case BFLOAT16 -> bytes.putShort(HalfPrecision.toBfloat16(value));
                default -> bytes.putFloat(value);
            }
        }
        return copy;
    }

    private static String own(String name) {
        return name.replace("language_model.model.", "model.")
                .replace("language_model.lm_head", "lm_head")
                .replace("multi_modal_projector.linear_1", "model.mm_projector.0")
                .replace("multi_modal_projector.linear_2", "model.mm_projector.2")
                .replace("vision_tower.", "model.vision_tower.vision_tower.");
    }
}
