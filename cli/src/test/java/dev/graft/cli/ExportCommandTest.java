package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.VisionLanguageModel;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is what transformers and the gguf package write of the same parts, see scripts/reference/exported_models.py. */
class ExportCommandTest extends ExportTrial {
    private static Map<String, String> expected(String file) throws IOException {
        Map<String, String> expected = new TreeMap<>();
        JSON.readTree(PARTS.resolve(file).toFile()).properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            String shape = value.get(1).toString().replace(",", ", ");
            expected.put(
                    entry.getKey(),
                    value.get(0).asText() + " " + shape + " " + value.get(2).asText());
        });
        return expected;
    }

    @Test
    void aFolderOfTransformersHasTheTensorsThatItWritesItself() throws IOException {
        Path out = folder.resolve("hf");
        assertEquals(Main.DONE, export(model, "hf", out, weights("hf")), err.toString());
        assertEquals(expected("llava.json"), WrittenTensors.ofSafetensors(out.resolve("model.safetensors")));
        JsonNode config = JSON.readTree(out.resolve("config.json").toFile());
        assertEquals(
                "LlavaForConditionalGeneration", config.at("/architectures/0").asText());
        assertEquals(-2, config.path("vision_feature_layer").asInt());
        assertEquals("default", config.path("vision_feature_select_strategy").asText());
        assertEquals(38, config.path("image_token_index").asInt());
        assertEquals(40, config.at("/text_config/vocab_size").asInt());
        assertFalse(config.at("/text_config/tie_word_embeddings").asBoolean(true));
        assertEquals("float32", config.path("dtype").asText());
        JsonNode processor = JSON.readTree(out.resolve("processor_config.json").toFile());
        assertEquals(8, processor.path("patch_size").asInt());
        assertEquals(1, processor.path("num_additional_image_tokens").asInt());
        JsonNode tokens = JSON.readTree(out.resolve("tokenizer.json").toFile()).path("added_tokens");
        assertEquals("<image>", tokens.get(tokens.size() - 1).path("content").asText());
        assertEquals(38, tokens.get(tokens.size() - 1).path("id").asInt());
        assertTrue(Files.exists(out.resolve("chat_template.jinja")));
        assertTrue(Files.exists(out.resolve("generation_config.json")));
        assertEquals(Main.USAGE, export(model, "hf", out, weights("hf")));
        assertTrue(err.toString().contains("is not empty"), err.toString());
    }

    @Test
    void anMmprojHasTheTensorsUnderTheNamesOfLlamaCpp() throws IOException {
        Path out = folder.resolve("gguf");
        assertEquals(
                Main.DONE,
                export(
                        model,
                        "gguf",
                        out,
                        "--type",
                        "f32",
                        "--vision-weights",
                        PARTS.resolve("vision.safetensors").toString()),
                err.toString());
        assertEquals(expected("mmproj.json"), WrittenTensors.ofGguf(out.resolve("mmproj-model-F32.gguf")));
        String modelfile = Files.readString(out.resolve("Modelfile"));
        assertTrue(modelfile.contains("FROM ./mmproj-model-F32.gguf"), modelfile);
        assertTrue(modelfile.contains("{{ $words }}{{ \" ASSISTANT:\" }}"), modelfile);
    }

    /** The runtime opens what was written, and sees of a picture what the model sees. */
    @Test
    void theFusedEncoderGivesTheVisualTokensOfTheModel() {
        Path out = folder.resolve("onnx");
        assertEquals(Main.DONE, export(model, "onnx", out), err.toString());
        Tensor pixels = Tensor.allocate(ElementType.FLOAT, 2, 3, 16, 16);
        for (int i = 0; i < pixels.size(); i++) {
            pixels.floats().put(i, (float) Math.sin(i));
        }
        try (VisionLanguageModel opened = VisionLanguageModel.load(model);
                Session session =
                        Session.open(OnnxFile.read(out.resolve("onnx/vision_encoder.onnx")), SessionConfig.DEFAULT)) {
            Tensor seen = session.run(Map.of("pixel_values", pixels)).get("image_features");
            Tensor expected = opened.visualTokens(opened.vision().encode(pixels));
            assertEquals(List.of(2L, 4L, 16L), List.of(seen.dim(0), seen.dim(1), seen.dim(2)));
            for (int i = 0; i < expected.size(); i++) {
                assertEquals(expected.floats().get(i), seen.floats().get(i), 1e-5f);
            }
        }
        try (Session embed =
                Session.open(OnnxFile.read(out.resolve("onnx/embed_tokens.onnx")), SessionConfig.DEFAULT)) {
            Tensor ids = Tensor.of(new long[] {5, 38}, 1, 2);
            assertEquals(
                    16, embed.run(Map.of("input_ids", ids)).get("inputs_embeds").dim(2));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hf", "gguf", "onnx"})
    void whatHasNoPlaceIsRefusedByName(String form) {
        Path linear = folder.resolve("refused");
        if (form.equals("onnx")) {
            assertEquals(Main.USAGE, export(model, form, linear, "--type", "f16"));
            assertTrue(err.toString().contains("keep the precision"), err.toString());
        } else {
            assertEquals(Main.USAGE, export(model, form, linear));
            assertTrue(err.toString().contains("--vision-weights"), err.toString());
            Path class1 = importWith("class", "layer:-2", new String[0]);
            int code = export(class1, form, linear, weights(form));
            assertEquals(form.equals("hf") ? Main.DONE : Main.USAGE, code, err.toString());
            assertTrue(form.equals("hf") || err.toString().contains("the class token"), err.toString());
        }
        assertEquals(form.equals("hf"), Files.exists(linear));
    }

    @Test
    void itMustBeSaidWhatIsWritten() {
        assertEquals(
                Main.USAGE,
                graft(
                        "export",
                        model.toString(),
                        "--output",
                        folder.resolve("x").toString()));
        assertTrue(err.toString().contains("--to"), err.toString());
        assertEquals(Main.USAGE, export(model, "hff", folder.resolve("x")));
        assertTrue(err.toString().contains("'hf'"), err.toString());
        String names = folder.resolve("x").toString();
        assertEquals(
                Main.USAGE, graft("export", model.toString(), "--to", "hf", "--names", "llava", "--output", names));
    }
}
