package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.HalfPrecision;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.Safetensors;
import dev.graft.testsupport.Checkout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A written folder says what the model itself does, and holds the weights that it answers with. */
class ExportedModelTest extends ExportTrial {
    private static JsonNode json(Path file) throws IOException {
        return JSON.readTree(file.toFile());
    }

    private static void change(Path file, Consumer<ObjectNode> change) throws IOException {
        ObjectNode json = (ObjectNode) json(file);
        change.accept(json);
        Files.writeString(file, json.toString());
    }

    private Path exported(String form) {
        Path out = folder.resolve("out-" + form);
        assertEquals(Main.DONE, export(model, form, out, weights(form)), err.toString());
        return out;
    }

    /** The model prepares pictures by a file of its own where it has one. */
    @ParameterizedTest
    @ValueSource(strings = {"hf", "onnx", "gguf"})
    void picturesArePreparedAsTheModelItselfDoes(String form) throws IOException {
        Path own = model.resolve("preprocessor_config.json");
        Files.copy(Checkout.tiny("clip_vision").resolve("preprocessor_config.json"), own);
        change(
                own,
                config -> config.put("image_processor_type", "CLIPImageProcessor")
                        .putArray("image_mean")
                        .add(0.125)
                        .add(0.25)
                        .add(0.375));
        Path out = exported(form);
        if (form.equals("gguf")) {
            byte[] file = Files.readAllBytes(out.resolve("mmproj-model-F16.gguf"));
            String text = new String(file, StandardCharsets.ISO_8859_1);
            int mean = text.indexOf("clip.vision.image_mean") + "clip.vision.image_mean".length() + 4 + 4 + 8;
            float first = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getFloat(mean);
            assertEquals(0.125f, first, 1e-5f);
        } else {
            JsonNode written = json(out.resolve("preprocessor_config.json"));
            assertEquals(0.125, written.at("/image_mean/0").asDouble());
        }
    }

    @Test
    void ofAnEncoderWithAClassTokenItIsSaidThatLlamaCppReadsItElsewhere() throws IOException {
        exported("gguf");
        assertTrue(err.toString().contains("issue 25814"), err.toString());
    }

    /** What is advised in place of a form that a model does not have is a form that it has. */
    @ParameterizedTest
    @CsvSource({"none, --to onnx", "tiles, --names"})
    void anotherFormIsAdvisedThatWritesTheModel(String kind, String advised) throws IOException {
        change(model.resolve("config.json"), config -> {
            if (kind.equals("tiles")) {
                ((ObjectNode) config.path("vision"))
                        .putObject("layout")
                        .put("kind", "joined")
                        .put("before", "w5")
                        .put("after", "");
            } else {
                ((ObjectNode) config.path("adapter")).put("activation", "relu");
            }
        });
        assertEquals(Main.USAGE, export(model, "gguf", folder.resolve("x"), weights("gguf")));
        assertTrue(err.toString().contains("'graft export " + advised + "'"), err.toString());
        if (advised.equals("--names")) {
            String output = folder.resolve("weights.safetensors").toString();
            String[] names = {"export", model.toString(), "--names=llava", "--output=" + output};
            assertEquals(Main.DONE, graft(names), err.toString());
        } else {
            exported("onnx");
        }
    }

    /** A limit of visual tokens has no effect on a model that cuts no pictures. */
    @Test
    void aLimitOfVisualTokensMakesNoTiles() throws IOException {
        change(
                model.resolve("config.json"),
                config -> ((ObjectNode) config.path("vision"))
                        .putObject("layout")
                        .put("kind", "joined")
                        .put("before", "")
                        .put("after", "")
                        .put("max_visual_tokens", 300));
        exported("hf");
    }

    /** The model's own description, or the language model's file: the one or the other, as 'graft ask' obeys. */
    @Test
    void generationIsThatOfTheModelAlone() throws IOException {
        Files.writeString(
                folder.resolve("language/generation_config.json"),
                "{\"eos_token_id\": [2, 9], \"no_repeat_ngram_size\": 3, \"bos_token_id\": 1, \"max_length\": 20}");
        JsonNode ofLanguage = json(exported("hf").resolve("generation_config.json"));
        assertEquals(3, ofLanguage.path("no_repeat_ngram_size").asInt());
        assertEquals(9, ofLanguage.at("/eos_token_id/1").asInt());
        assertEquals(32, ofLanguage.path("max_new_tokens").asInt());
        assertFalse(ofLanguage.has("max_length"));
        change(
                model.resolve("config.json"),
                config -> config.putObject("generation")
                        .put("eos_token_id", 7)
                        .put("repetition_penalty", 1.5)
                        .put("guidance_scale", 2.0));
        JsonNode own = json(exported("onnx").resolve("generation_config.json"));
        assertEquals(7, own.path("eos_token_id").asInt());
        assertEquals(1.5, own.path("repetition_penalty").asDouble());
        assertFalse(own.has("no_repeat_ngram_size") || own.has("guidance_scale"), own.toString());
        assertTrue(err.toString().contains("left out of generation_config.json"), err.toString());
        assertTrue(err.toString().contains("guidance_scale = 2.0"), err.toString());
    }

    @Test
    void aTextThatEndsAnswersIsSaid() throws IOException {
        model = importWith("stops", "layer:-2,patches", "--set", "prompt.answer= {answer} w5 w6");
        Path out = exported("hf");
        assertEquals(
                " w5 w6",
                json(out.resolve("generation_config.json"))
                        .at("/stop_strings/0")
                        .asText());
        assertTrue(err.toString().contains("answers end in ' w5 w6'"), err.toString());
        assertTrue(err.toString().contains("tokenizer=processor.tokenizer"), err.toString());
    }

    /** The begin token of its later turns is text in a template, and nothing to a tokenizer that puts none in front. */
    @ParameterizedTest
    @ValueSource(strings = {"hf", "onnx"})
    void promptsThatWouldBeReadInOtherTokensAreRefused(String form) {
        model = importWith("pieces", "layer:-2,patches", "--set", "prompt.format=minigpt4-llama2");
        assertEquals(Main.USAGE, export(model, form, folder.resolve("x"), weights(form)));
        assertTrue(err.toString().contains("in the tokens ["), err.toString());
        assertFalse(Files.exists(folder.resolve("x")));
    }

    @ParameterizedTest
    @CsvSource({
        "onnx, --vision-weights",
        "onnx, --language-weights",
        "onnx, --checkpoint",
        "gguf, --language-weights",
        "gguf, --checkpoint"
    })
    void weightsThatAreNotWrittenAreRefused(String form, String option) {
        assertEquals(Main.USAGE, export(model, form, folder.resolve("x"), option, folder.toString()));
        assertTrue(err.toString().contains("option '" + option + "' has no effect with --to " + form), err.toString());
    }

    /** Weights of the same names and shapes, one of which was trained further. */
    @ParameterizedTest
    @CsvSource({
        "vision, layers.1.mlp.fc1.weight, vision encoder",
        "language, layers.0.self_attn.v_proj.weight, language model"
    })
    void theWeightsOfAnotherModelAreRefused(String part, String changed, String name) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Safetensors.read(PARTS.resolve(part + ".safetensors")).forEach((key, tensor) -> {
            Tensor copy = tensor.copy();
            if (key.endsWith(changed)) {
                for (int i = 0; i < copy.size(); i++) {
                    copy.floats().put(i, copy.floats().get(i) * (1 + 0.01f * (i % 3)));
                }
            }
            tensors.put(key, copy);
        });
        Path other = folder.resolve("other.safetensors");
        Safetensors.write(other, tensors, Map.of());
        String[] options = weights("hf");
        options[part.equals("vision") ? 1 : 3] = other.toString();
        assertEquals(Main.BAD_FILE, export(model, "hf", folder.resolve("x"), options));
        String told = err.toString();
        assertTrue(told.contains("weights of another " + name), told);
        assertTrue(told.contains(changed), told);
        assertTrue(told.matches("(?s).*of \\d+ weights that its ONNX files have, too, \\d+ are the same.*"), told);
    }

    /** In half precision, and with a layer too many. */
    @Test
    void weightsAreComparedInTheirPrecisionAndNumber() {
        Map<String, Tensor> half = new LinkedHashMap<>();
        Map<String, Tensor> more = new LinkedHashMap<>();
        Safetensors.read(PARTS.resolve("language.safetensors")).forEach((key, tensor) -> {
            half.put(key, half(tensor));
            more.put(key, tensor);
            more.put(key.replace("layers.1.", "layers.2."), tensor);
        });
        Safetensors.write(folder.resolve("half.safetensors"), half, Map.of());
        Safetensors.write(folder.resolve("more.safetensors"), more, Map.of());
        String[] options = weights("hf");
        options[3] = folder.resolve("half.safetensors").toString();
        assertEquals(Main.DONE, export(model, "hf", folder.resolve("half"), options), err.toString());
        assertTrue(err.toString().contains("language model: 21 of its 21 weights"), err.toString());
        options[3] = folder.resolve("more.safetensors").toString();
        assertEquals(Main.BAD_FILE, export(model, "hf", folder.resolve("more"), options), err.toString());
        assertTrue(err.toString().contains("holds 3 layers"), err.toString());
    }

    private static Tensor half(Tensor tensor) {
        Tensor half = Tensor.allocate(ElementType.FLOAT16, tensor.shape());
        for (int i = 0; i < tensor.size(); i++) {
            half.bytes().putShort(2 * i, HalfPrecision.toFloat16(tensor.floats().get(i)));
        }
        return half;
    }
}
