package dev.graft.models.export.folder;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.backbones.folder.ModelConfig;
import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.models.export.ExportedModel;
import dev.graft.models.export.backbone.ConfigJson;
import dev.graft.models.prompt.AnswerForm;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.PromptEncoder;
import dev.graft.models.prompt.PromptReading;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** {@code generation_config.json}: the language model's, with what ends an answer in the model's prompt format. */
final class GenerationJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private GenerationJson() {}

    static ObjectNode of(ExportedModel model) {
        Path folder = model.language().folder();
        Path file = folder.resolve("generation_config.json");
        ObjectNode json = Files.isRegularFile(file) ? ConfigJson.read(file) : JsonNodeFactory.instance.objectNode();
        json.remove("transformers_version");
        model.description().generation().forEach((key, value) -> json.set(key, JSON.valueToTree(value)));
        ModelConfig config = ModelConfig.load(folder);
        config.bosId().ifPresent(id -> json.put("bos_token_id", id));
        config.padId().ifPresent(id -> json.put("pad_token_id", id));
        config.decoderStartId().ifPresent(id -> json.put("decoder_start_token_id", id));
        Set<Long> ends = new LinkedHashSet<>(config.eosIds());
        AnswerForm form = model.description().prompt().answer(Conversation.of("", "a"));
        List<Long> stop = stop(folder, config, form);
        if (stop.size() == 1) {
            ends.addAll(stop);
        } else if (!stop.isEmpty()) {
            json.putArray("stop_strings").add(form.after());
        }
        if (ends.size() == 1) {
            json.put("eos_token_id", ends.iterator().next());
        } else if (!ends.isEmpty()) {
            ArrayNode ids = json.putArray("eos_token_id");
            ends.forEach(ids::add);
        }
        return json;
    }

    private static List<Long> stop(Path folder, ModelConfig config, AnswerForm form) {
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            return PromptEncoder.of(tokenizer, config.eosIds(), PromptReading.DEFAULT)
                    .stop(form);
        }
    }
}
