package dev.graft.models.published;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.WeightNames;
import dev.graft.models.VisionLanguageModel;
import dev.graft.models.folder.AdapterImport;
import dev.graft.models.folder.VisionLanguageDescription;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.prompt.PromptReading;
import dev.graft.models.visual.AnyresLayout;
import dev.graft.models.visual.SeenImage;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.Safetensors;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers of whole models against transformers' are in docs/systems.md; here is what is read and what is refused. */
class CheckpointImportTest extends CheckpointImportTrial {
    @Test
    void aCheckpointIsKnownUntilItIsExported() throws IOException {
        assertFalse(PublishedModel.isIn(folder));
        checkpoint("{\"model_type\": \"llava\"}");
        write("chat_template.jinja", TEMPLATE);
        assertTrue(PublishedModel.isIn(folder));
        assertFalse(PublishedModel.isIn(folder.resolve("config.json")));
        assertEquals(
                Optional.of("USER: {image}\n{question} ASSISTANT:"),
                PublishedModel.of(List.of(folder)).orElseThrow().example());
        write("config.json", "{\"model_type\": \"clip_vision_model\"}");
        assertFalse(PublishedModel.isIn(folder));
        write("config.json", "{\"model_type\": \"llava\"}");
        Files.createDirectory(folder.resolve("onnx"));
        assertFalse(PublishedModel.isIn(folder));
    }

    @Test
    void aWholeCheckpointSaysAllThatWeightsDoNot() throws IOException {
        checkpoint("{'model_type': 'llava', 'vision_feature_layer': 2, 'projector_hidden_act': 'gelu_pytorch_tanh'}"
                .replace('\'', '"'));
        write("chat_template.jinja", TEMPLATE);
        write(
                "generation_config.json",
                "{\"repetition_penalty\": 1.3, \"eos_token_id\": 2, \"transformers_version\": \"5\"}");
        write(
                "preprocessor_config.json",
                "{\"size\": {\"shortest_edge\": 32}, \"crop_size\": {\"height\": 32, \"width\": 32}, \"do_pad\": true}");
        Path model = folder.resolve("model");
        read().write(model);
        VisionLanguageDescription description = VisionLanguageDescription.load(model);
        assertEquals("layer:2,patches", description.features());
        assertEquals("gelu_tanh", description.adapter().toMap().get("activation"));
        assertEquals(Map.of("repetition_penalty", 1.3, "eos_token_id", 2), description.generation());
        PromptFormat prompt = description.prompt();
        assertEquals(
                "USER: {image}\nWhat? ASSISTANT:",
                prompt.write(Conversation.of("picture", "What?")).toString());
        assertEquals(" ", prompt.answer(Conversation.of("picture", "What?")).before());
        try (VisionLanguageModel opened = VisionLanguageModel.load(model)) {
            // do_pad of LLaVA's own processor: pictures become squares, which the encoder's processor does not do.
            assertTrue(opened.processor().fingerprint().contains("square"), opened.processor()::fingerprint);
        }
    }

    /** The form in which LLaVA's own repository saves it; pictures are prepared as the encoder's folder says, filled up to squares. */
    @Test
    void theConfigurationOfLlavasOwnRepositoryIsRead() {
        Adapter adapter = AdapterSpec.of(Map.of()).create(48, 16, 64);
        Safetensors.write(
                folder.resolve("model.safetensors"),
                WeightNames.LLAVA_ORIGINAL.rename(adapter, adapter.initialise(5)),
                Map.of());
        String config =
                "{'model_type': 'llava', '_name_or_path': './checkpoints/llava-v1.5-7b', 'mm_projector_type': 'mlp2x_gelu',"
                        + " 'mm_vision_tower': 'openai/clip', 'mm_vision_select_layer': [2, 1], 'image_aspect_ratio': 'pad'}";
        write("config.json", config.replace('\'', '"'));
        PublishedModel found = PublishedModel.of(List.of(folder)).orElseThrow();
        assertEquals("layer:2/1,patches", found.features());
        assertEquals(Optional.of(PromptFormat.named("llava")), found.prompt());
        assertEquals(new PromptReading(false, "", false), found.reading());
        write(
                "preprocessor_config.json",
                "{\"image_processor_type\": \"CLIPImageProcessor\", \"size\": {\"shortest_edge\": 32}, \"crop_size\": 32}");
        PublishedModel prepared = found.preparing(folder);
        assertTrue(prepared.preprocessing().orElseThrow().contains("\"do_pad\":true"));
        write("preprocessor_config.json", "{\"image_processor_type\": \"ViTImageProcessor\"}");
        assertThrows(ModelFileException.class, () -> found.preparing(folder));
        write("config.json", config.replace('\'', '"').replace("llava-v1.5-7b", "my-mistral-7b"));
        assertEquals(
                Optional.of("[INST] {image}\n{question} [/INST]"),
                PublishedModel.of(List.of(folder)).orElseThrow().example());
        write("config.json", config.replace('\'', '"').replace("llava-v1.5-7b", "llava-llama-2-13b"));
        String llama =
                PublishedModel.of(List.of(folder)).orElseThrow().example().orElseThrow();
        assertTrue(llama.startsWith("[INST] <<SYS>>\nYou are a helpful language and vision assistant. "), llama);
        assertTrue(llama.endsWith("natural language.\n<</SYS>>\n\n{image}\n{question} [/INST]"), llama);
        write("config.json", config.replace('\'', '"').replace("llava-v1.5-7b", "llava-v1.6-34b"));
        assertEquals(
                Optional.of("<|im_start|>system\nAnswer the questions.<|im_end|><|im_start|>user\n{image}\n{question}"
                        + "<|im_end|><|im_start|>assistant\n"),
                PublishedModel.of(List.of(folder)).orElseThrow().example());
    }

    /** The square of the picture, whose vectors are those of no other tile, and a newline. */
    private void severalOfOneVisionAreShownWhole(float[] newline) throws IOException {
        write(
                "config.json",
                "{\"model_type\": \"llava_onevision\", \"vision_feature_layer\": 2,"
                        + " \"vision_feature_select_strategy\": \"default\", \"image_grid_pinpoints\": [[32, 64]]}");
        write(
                "preprocessor_config.json",
                "{\"image_processor_type\": \"LlavaOnevisionImageProcessor\", \"size\": {\"height\": 32, \"width\": 32},"
                        + " \"image_grid_pinpoints\": [[32, 64]]}");
        read().write(folder.resolve("several"));
        try (VisionLanguageModel opened = VisionLanguageModel.load(folder.resolve("several"))) {
            assertEquals(new AnyresLayout(9, true), opened.description().layout());
            BufferedImage picture = new BufferedImage(60, 30, BufferedImage.TYPE_3BYTE_BGR);
            picture.createGraphics().fillRect(0, 0, 30, 30);
            assertEquals(16 + 4 * 9, opened.see(picture).in(1).tokens().dim(0));
            SeenImage several = opened.see(picture).in(2);
            assertArrayEquals(newline, several.tokens().rows().get(16).toFloatArray());
            Tensor tiles = opened.visualTokens(
                    opened.vision().encode(opened.processor().prepare(picture)));
            float[] square = Arrays.copyOf(several.tokens().toFloatArray(), 16 * 64);
            assertArrayEquals(square, tiles.rows().get(3).toFloatArray());
            assertNotEquals(tiles.rows().get(0).bytes(), tiles.rows().get(3).bytes());
        }
    }

    @Test
    void aCheckpointWithTilesSaysHowTheyAreLaidOut() throws IOException {
        checkpoint(
                "{\"model_type\": \"llava_next\", \"vision_feature_layer\": 2, \"image_grid_pinpoints\": [[32, 64]]}");
        write("chat_template.jinja", TEMPLATE);
        write(
                "preprocessor_config.json",
                "{\"image_processor_type\": \"LlavaNextImageProcessor\", \"size\": {\"shortest_edge\": 32},"
                        + " \"crop_size\": 32, \"image_grid_pinpoints\": [[32, 64]]}");
        assertRefused("image_newline");
        Map<String, Tensor> weights = new HashMap<>(Safetensors.read(folder.resolve("model.safetensors")));
        float[] newline = new float[64];
        newline[3] = 5;
        weights.put("model.image_newline", Tensor.of(newline, 64));
        Safetensors.write(folder.resolve("model.safetensors"), weights, Map.of());
        Path model = folder.resolve("model");
        read().write(model);
        try (VisionLanguageModel opened = VisionLanguageModel.load(model)) {
            assertEquals(new AnyresLayout(0), opened.description().layout());
            // 16 tokens of the overview, then two tiles of 4 x 4 as rows of 8, of which a square picture covers 4, and
            // a newline.
            SeenImage seen = opened.see(new BufferedImage(40, 40, BufferedImage.TYPE_3BYTE_BGR));
            assertEquals(16 + 4 * 5, seen.tokens().dim(0));
            assertArrayEquals(newline, seen.tokens().rows().get(20).toFloatArray());
        }
        write("config.json", "{\"model_type\": \"llava_next\", \"image_grid_pinpoints\": [[64, 64]]}");
        assertRefused("is not the list that the image processor's configuration has");
        severalOfOneVisionAreShownWhole(newline);
        write("config.json", "{\"model_type\": \"llava_onevision\", \"vision_aspect_ratio\": \"pad\"}");
        assertRefused("known is anyres_max_N");
    }

    @Test
    void whatIsSaidGoesBeforeWhatTheCheckpointSays() {
        checkpoint("{\"model_type\": \"llava\"}");
        AdapterImport found = read(new AdapterImport.Settings(
                Optional.empty(),
                Optional.of("last,patches"),
                Optional.of(PromptFormat.named("frozen")),
                UnaryOperator.identity(),
                Map.of("activation", "relu")));
        assertEquals("last,patches", found.description().features());
        assertEquals("frozen", found.description().prompt().id());
        assertEquals("relu", found.description().adapter().toMap().get("activation"));
        assertEquals("llava", read().description().prompt().id());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'model_type': 'llava', 'vision_feature_layer': []}              | is a list of no layer",
                "{'model_type': 'vipllava', 'vision_config': {'model_type': 'siglip_vision_model'}} | whose first vector is dropped",
                "{'model_type': 'llava', 'vision_feature_layer': 'last'}          | must be a whole number",
                "{'model_type': 'llava', 'projector_hidden_act': 'mish'}          | an activation that is not known",
                "{'model_type': 'llava', 'vision_feature_select_strategy': 'cls'} | known are default and full",
                "{'model_type': 'llava', 'vision_config': {'model_type': 'siglip_vision_model'}} | whose first vector is dropped",
                "{'model_type': 'llava', 'text_config': {'model_type': 'qwen2'}}  | nor its publication say how it is asked",
                "{'model_type': 'qwen3_vl'}                                       | adds features of several layers",
                "{'model_type': 'blip-2', 'architectures': ['Blip2ForImageTextRetrieval']} | compares images with texts",
                "{'model_type': 'blip-2', 'qformer_config': {'hidden_act': 'relu'}} | has the activation 'relu'",
                "{'model_type': 'idefics2', 'text_config': {'hidden_act': 'gelu'}} | the adapter's gates are of silu",
                "{'model_type': 'llava_llama', 'mm_projector_type': 'identity'}   | known are linear and mlpNx_gelu",
                "{'model_type': 'llava_llama', 'mm_use_im_start_end': true}       | tokens that were learnt",
                "{'model_type': 'llava_llama', 'image_aspect_ratio': 'anyres'}    | known with tiles is spatial_unpad",
                "{'model_type': 'llava_llama', 'image_aspect_ratio': 'highres'}   | known are square, pad and anyres",
                "{'model_type': 'llava_llama', 'mm_vision_select_feature': 'all'} | known are patch and cls_patch",
                "{'model_type': 'aya_vision', 'downsample_factor': 0}             | should be 1 or more",
                "{'model_type': 'lfm2_vl'}                                        | short convolutions",
                "{'model_type': 'unheard_of'}                                     | what its configuration means is not known",
            })
    void whatWouldBeAnsweredWronglyIsRefused(String config, String message) {
        checkpoint(config.replace('\'', '"'));
        if (message.contains("publication")) {
            String found =
                    assertThrows(IllegalArgumentException.class, this::read).getMessage();
            assertTrue(found.contains(message), found);
        } else {
            assertRefused(message);
        }
    }

    /** Every template that is found is used or refused. */
    @Test
    void aTemplateThatWritesNoImagesIsRefused() {
        checkpoint("{\"model_type\": \"llava\"}");
        write("tokenizer_config.json", "{\"chat_template\": \"{{ messages[0].content[1].text }}\"}");
        assertRefused("writes no question with '<image>' for its image");
        write("tokenizer_config.json", "{\"chat_template\": \"{{ messages | shuffled }}\"}");
        assertRefused("the filter 'shuffled' is not known");
        write("tokenizer_config.json", "{\"chat_template\": [{\"name\": \"rag\", \"template\": \"\"}]}");
        assertRefused("neither a text nor a list with one called default");
    }

    @Test
    void weightsAloneNeedNothingBesideThem() throws IOException {
        checkpoint("{}");
        assertTrue(read().published().isEmpty());
        Files.delete(folder.resolve("config.json"));
        assertFalse(read().published().isPresent());
    }
}
