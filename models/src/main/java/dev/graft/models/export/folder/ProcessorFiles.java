package dev.graft.models.export.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.backbones.image.ImageProcessor;
import dev.graft.models.export.ExportedModel;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.files.JsonFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The files from which transformers makes a processor, besides those of its tokenizers. */
public final class ProcessorFiles {
    private ProcessorFiles() {}

    /** transformers.js looks for the processor there, transformers in {@code processor_config.json}. */
    private static String withClass(String images, ObjectNode processor) {
        ObjectNode json = (ObjectNode) JsonFile.parse(images, JsonNode.class);
        json.put("processor_class", processor.path("processor_class").asText());
        return json.toPrettyString() + "\n";
    }

    /**
     * The texts of the files by their names.
     *
     * @param imagesInText whether the token for images stands in the text that the template writes; else the processor puts all of
     *     them before the text
     * @throws InvalidInputException if prompts would be read in other tokens than the model reads them
     */
    public static Map<String, String> of(
            ExportedModel model, ObjectNode processor, String chatTemplate, boolean imagesInText) {
        PromptTrials.require(model, chatTemplate, imagesInText);
        Path preparing = model.preparing();
        String images = ImageProcessor.configuration(preparing);
        if (!images.contains("\"image_processor_type\"")) {
            throw new InvalidInputException(
                    preparing,
                    "says how pictures are prepared, but not by which processor of transformers; name it as"
                            + " \"image_processor_type\" in preprocessor_config.json, such as CLIPImageProcessor");
        }
        Map<String, String> files = new LinkedHashMap<>();
        files.put("preprocessor_config.json", withClass(images, processor));
        files.put("processor_config.json", processor.toPrettyString() + "\n");
        files.putAll(AnswerAdvice.file(model));
        files.put("chat_template.jinja", chatTemplate);
        return files;
    }
}
