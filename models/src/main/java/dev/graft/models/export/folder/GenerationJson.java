package dev.graft.models.export.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.backbones.folder.ModelConfig;
import dev.graft.backbones.generation.GenerationConfig;
import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.models.VisionLanguageModel;
import dev.graft.models.export.ExportedModel;
import dev.graft.models.prompt.AnswerForm;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.PromptEncoder;
import dev.graft.models.prompt.PromptReading;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code generation_config.json}: how the model itself answers, {@linkplain VisionLanguageModel#generation where nothing else is
 * asked}, with what ends an answer in its prompt format.
 *
 * @param json the file
 * @param left settings of the model's files that it does not heed and that are left out, each as {@code name = value}
 */
record GenerationJson(ObjectNode json, List<String> left) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STOP = "stop_strings";

    static GenerationJson of(ExportedModel model) {
        ModelConfig config = ModelConfig.load(model.language().folder());
        Map<String, Object> said = model.description().generationOr(config.generation());
        GenerationConfig heeded = GenerationConfig.of(
                "the settings of generation of the model",
                said,
                GenerationOptions.greedy(VisionLanguageModel.DEFAULT_ANSWER_TOKENS));
        ObjectNode json = JSON.valueToTree(said);
        json.remove(List.of("transformers_version", "_from_model_config"));
        heeded.unheeded().forEach(setting -> json.remove(setting.substring(0, setting.indexOf(" = "))));
        if (heeded.options().maxLength().isEmpty()) {
            json.remove("max_length");
            json.put("max_new_tokens", heeded.options().maxTokens());
        }
        if (json.path("temperature").isNumber() && json.path("temperature").asDouble() == 0) {
            json.remove("temperature"); // transformers draws at no such temperature
            json.put("do_sample", false);
        }
        config.bosId().ifPresent(id -> putIfAbsent(json, "bos_token_id", id));
        config.padId().ifPresent(id -> putIfAbsent(json, "pad_token_id", id));
        config.decoderStartId().ifPresent(id -> putIfAbsent(json, "decoder_start_token_id", id));
        putEnds(model, config, heeded.options().ends().orElse(config.eosIds()), json);
        return new GenerationJson(json, heeded.unheeded());
    }

    private static void putIfAbsent(ObjectNode json, String name, long id) {
        if (!json.hasNonNull(name)) {
            json.put(name, id);
        }
    }

    private static void putEnds(ExportedModel model, ModelConfig config, List<Long> tokens, ObjectNode json) {
        Set<Long> ends = new LinkedHashSet<>(tokens);
        AnswerForm form = model.description().prompt().answer(Conversation.of("", "a"));
        List<Long> stop = stop(model, config, form);
        if (stop.size() == 1) {
            ends.addAll(stop);
        } else if (!stop.isEmpty()) {
            JsonNode before = json.path(STOP);
            ArrayNode texts = json.putArray(STOP);
            if (before.isTextual()) {
                texts.add(before);
            }
            before.elements().forEachRemaining(texts::add);
            texts.add(form.after());
        }
        if (ends.size() == 1) {
            json.put("eos_token_id", ends.iterator().next());
        } else if (!ends.isEmpty()) {
            ArrayNode ids = json.putArray("eos_token_id");
            ends.forEach(ids::add);
        }
    }

    private static List<Long> stop(ExportedModel model, ModelConfig config, AnswerForm form) {
        try (Tokenizer tokenizer = Tokenizer.load(model.language().folder())) {
            return PromptEncoder.of(tokenizer, config.eosIds(), PromptReading.DEFAULT)
                    .stop(form);
        }
    }

    /** The texts that end an answer, of which a program must be told the tokens. */
    List<String> stopStrings() {
        List<String> texts = new ArrayList<>();
        if (json.path(STOP).isTextual()) {
            texts.add(json.path(STOP).asText());
        }
        json.path(STOP).elements().forEachRemaining(text -> texts.add(text.asText()));
        return texts;
    }
}
