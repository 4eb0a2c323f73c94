package dev.graft.models.published;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.backbones.generation.GenerationConfig;
import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.backbones.image.ImageProcessor;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The files of a checkpoint are a stranger's: each of their values is replaced by one of every kind of JSON, and the reading of an
 * import takes it or refuses it as documented.
 */
class ConfigurationValuesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "false",
            "0",
            "-1",
            "1",
            "3",
            "0.5",
            "1e300",
            "-1e300",
            "1e-300",
            "2147483648",
            "9223372036854775807",
            "99999999999999999999",
            "\"\"",
            "\"x\"",
            "\"<image>\"",
            "\"3\"",
            "[]",
            "{}",
            "[[]]",
            "[null]",
            "[1, \"x\"]",
            "[[1, 2], [3]]",
            "[[0, 0]]",
            "[[2147483647, 2147483647]]",
            "{\"a\": {\"b\": 1}}",
            "{\"\": []}",
            "{\"content\": 3}",
            "[".repeat(300) + "]".repeat(300));

    /** A build reads each eleventh, and all where more is asked for. */
    private static final int EACH = Long.getLong("graft.fuzz.executions", 0) > 0 ? 1 : 11;

    private static final String CONFIG = """
            {"text_config": {"model_type": "llama", "hidden_size": 64, "rms_norm_eps": 1e-5, "hidden_act": "silu", "vocab_size": 100},
             "vision_config": {"model_type": "clip_vision_model", "hidden_size": 48, "patch_size": 4, "image_size": 32,
               "hidden_act": "quick_gelu"},
             "perceiver_config": {"resampler_n_latents": 4, "resampler_depth": 2, "resampler_n_heads": 2, "resampler_head_dim": 8,
               "num_key_value_heads": 1, "hidden_act": "silu", "rms_norm_eps": 1e-5},
             "qformer_config": {"hidden_act": "gelu", "num_attention_heads": 4, "layer_norm_eps": 1e-12},
             "vision_feature_layer": -2, "vision_feature_select_strategy": "default", "projector_hidden_act": "gelu",
             "image_grid_pinpoints": [[32, 64], [64, 32]], "vision_aspect_ratio": "anyres_max_9", "downsample_ratio": 0.5,
             "image_token_index": 32000, "scale_factor": 2}
            """;

    private static final String PROCESSOR = """
            {"image_token": "<image>", "patch_size": 4, "image_seq_len": 4, "num_additional_image_tokens": 1,
             "vision_feature_select_strategy": "default", "processor_class": "X"}
            """;

    private static final String TOKENIZER = """
            {"bos_token": "<s>", "eos_token": {"content": "</s>"}, "image_token": "<image>", "fake_image_token": "<f>",
             "global_image_token": "<g>", "start_image_token": "<i>", "end_image_token": "</i>", "context_image_token": "<image>",
             "extra_special_tokens": {"image_token": "<image>"}, "model_specific_special_tokens": {"image_token": "<image>"},
             "chat_template": "{% for m in messages %}{{ m.role }}: \
             {% for c in m.content %}{{ '<image>' if c.type == 'image' else c.text }}{% endfor %}{% endfor %}A:"}
            """;

    private static final String GENERATION = """
            {"max_new_tokens": 20, "max_length": 30, "min_new_tokens": 1, "min_length": 2, "num_beams": 2, "length_penalty": 1.5,
             "early_stopping": true, "renormalize_logits": true, "do_sample": true, "temperature": 0.5, "top_k": 5, "top_p": 0.9,
             "min_p": 0.1, "typical_p": 0.9, "epsilon_cutoff": 0.01, "eta_cutoff": 0.01, "top_h": 0.4, "eos_token_id": [1, 2],
             "stop_strings": ["a"], "sequence_bias": [[[1, 2], 0.5]], "encoder_repetition_penalty": 1.2,
             "repetition_penalty": 1.1, "no_repeat_ngram_size": 2, "encoder_no_repeat_ngram_size": 2, "bad_words_ids": [[1], [2, 3]],
             "forced_bos_token_id": 3, "forced_eos_token_id": [3], "remove_invalid_values": true,
             "exponential_decay_length_penalty": [2, 1.1], "suppress_tokens": [3], "begin_suppress_tokens": [4]}
            """;

    private static final Map<String, String> IMAGES = new LinkedHashMap<>();

    static {
        IMAGES.put("CLIPImageProcessor", """
                "size": {"shortest_edge": 32}, "crop_size": {"height": 32, "width": 32}, "do_center_crop": true""");
        IMAGES.put("ViTImageProcessor", """
                "size": {"height": 32, "width": 32}""");
        IMAGES.put("LlavaNextImageProcessor", """
                "size": {"shortest_edge": 32}, "crop_size": 32, "image_grid_pinpoints": [[32, 64], [64, 32]]""");
        IMAGES.put("LlavaOnevisionImageProcessor", """
                "size": {"height": 32, "width": 32}, "image_grid_pinpoints": [[32, 64], [64, 32]]""");
        IMAGES.put("Idefics3ImageProcessor", """
                "size": {"longest_edge": 64}, "max_image_size": {"longest_edge": 32}, "do_image_splitting": true, "do_pad": true""");
        IMAGES.put("GotOcr2ImageProcessor", """
                "size": {"height": 32, "width": 32}, "crop_to_patches": true, "min_patches": 1, "max_patches": 4""");
        IMAGES.put("Qwen2VLImageProcessor", """
                "min_pixels": 1024, "max_pixels": 4096, "patch_size": 4, "temporal_patch_size": 2, "merge_size": 2""");
        IMAGES.put("BlipImageProcessor", """
                "size": {"height": 32, "width": 32}, "do_flip_channel_order": false""");
    }

    @TempDir
    private Path folder;

    private static String images(String type) {
        return "{\"image_processor_type\": \"" + type + "\", " + IMAGES.get(type) + """
                , "do_resize": true, "resample": 3, "do_rescale": true, "rescale_factor": 0.00392156862745098, "do_normalize": true,
                 "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5], "do_convert_rgb": true}""";
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    /** The same text with one value after the other replaced by every other, or left out. */
    private static List<String> changed(String text) throws IOException {
        List<String> changed = new ArrayList<>();
        JsonNode whole = JSON.readTree(text);
        change(whole, whole, changed);
        for (String value : VALUES) {
            changed.add(value);
        }
        return changed;
    }

    private static void change(JsonNode whole, JsonNode node, List<String> changed) throws IOException {
        if (node instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                JsonNode own = object.get(name);
                for (String value : VALUES) {
                    object.set(name, JSON.readTree(value));
                    changed.add(whole.toString());
                }
                object.remove(name);
                changed.add(whole.toString());
                object.set(name, own);
                change(whole, own, changed);
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                JsonNode own = array.get(i);
                for (String value : VALUES) {
                    array.set(i, JSON.readTree(value));
                    changed.add(whole.toString());
                }
                array.set(i, own);
                change(whole, own, changed);
            }
        }
    }

    private interface Reading {
        void run() throws IOException;
    }

    private void require(String name, String text, Reading reading, List<String> findings) throws IOException {
        write(name, text);
        try {
            reading.run();
        } catch (InvalidInputException | ModelFileException refusal) {
            assertTrue(!String.valueOf(refusal.getMessage()).isBlank());
        } catch (RuntimeException | StackOverflowError raw) {
            StackTraceElement at = raw.getStackTrace()[0];
            findings.add(raw + " at " + at + " of " + text.replaceAll("\\[{20,}.*", "..."));
        }
    }

    private void requireAll(String name, String text, Reading reading) throws IOException {
        List<String> findings = new ArrayList<>();
        write(name, text);
        reading.run();
        List<String> all = changed(text);
        for (int i = 0; i < all.size(); i += EACH) {
            require(name, all.get(i), reading, findings);
        }
        write(name, text);
        assertEquals("", String.join("\n", findings.subList(0, Math.min(20, findings.size()))));
    }

    private void checkpoint() {
        PublishedModel.of(List.of(folder)).ifPresent(model -> {
            model.example();
            model.layout().toMap();
            GenerationConfig.of("generation_config.json", model.generation(), GenerationOptions.greedy(8));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llava",
                "llava_next",
                "llava_onevision",
                "idefics2",
                "idefics3",
                "smolvlm",
                "internvl",
                "paligemma",
                "blip-2",
                "instructblip",
                "qwen2_vl"
            })
    void ofACheckpoint(String type) throws IOException {
        String config = CONFIG.replaceFirst("\\{", "{\"model_type\": \"" + type + "\", \"architectures\": [\"X\"], ");
        write("config.json", config);
        write("processor_config.json", PROCESSOR);
        write("tokenizer_config.json", TOKENIZER);
        requireAll("config.json", config, this::checkpoint);
        requireAll("processor_config.json", PROCESSOR, this::checkpoint);
        requireAll("tokenizer_config.json", TOKENIZER, this::checkpoint);
    }

    @Test
    void ofGenerationConfig() throws IOException {
        write("config.json", "{\"model_type\": \"llava\"}");
        write("tokenizer_config.json", TOKENIZER);
        requireAll("generation_config.json", GENERATION, this::checkpoint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CLIPImageProcessor",
                "ViTImageProcessor",
                "LlavaNextImageProcessor",
                "LlavaOnevisionImageProcessor",
                "Idefics3ImageProcessor",
                "GotOcr2ImageProcessor",
                "Qwen2VLImageProcessor",
                "BlipImageProcessor"
            })
    void ofAnImageProcessor(String type) throws IOException {
        BufferedImage picture = new BufferedImage(50, 40, BufferedImage.TYPE_INT_RGB);
        requireAll("preprocessor_config.json", images(type), () -> {
            ImageProcessor processor = ImageProcessor.load(folder);
            processor.fingerprint();
            processor.grid(50, 40);
            processor.prepare(picture);
        });
    }
}
