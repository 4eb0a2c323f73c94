package dev.graft.models.published;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.tensors.ModelFileException;
import java.nio.file.Path;
import java.util.Map;

/** The preparation of pictures by CLIP's processor, as another one goes on from it. */
public final class Preparation {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TYPE = "image_processor_type";

    private Preparation() {}

    /**
     * The text of a {@code preprocessor_config.json} with other fields in the place of its own.
     *
     * @param folder that it is of
     * @throws ModelFileException if its processor is another than CLIP's, whose defaults the changed one has
     */
    public static String changed(Path folder, String text, Map<String, Object> fields) {
        try {
            ObjectNode configuration = (ObjectNode) JSON.readTree(text);
            String type = configuration.path(TYPE).asText("");
            if (!type.matches("CLIP(ImageProcessor(Fast|Pil)?|FeatureExtractor)")) {
                throw new ModelFileException(
                        folder,
                        "prepares pictures by \"" + type
                                + "\", and the checkpoint is known to change only CLIPImageProcessor, to " + fields
                                + "; give the folder of the CLIP encoder that it was trained with");
            }
            fields.forEach((field, value) -> configuration.set(field, JSON.valueToTree(value)));
            return JSON.writeValueAsString(configuration);
        } catch (JsonProcessingException e) {
            throw new ModelFileException(
                    folder, "its preparation of pictures is no JSON object: " + e.getOriginalMessage(), e);
        }
    }
}
