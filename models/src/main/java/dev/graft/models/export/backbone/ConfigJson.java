package dev.graft.models.export.backbone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.JsonFile;
import java.nio.file.Path;
import java.util.List;

/** The {@code config.json} of a published model, and the part of it that describes one backbone. */
public final class ConfigJson {
    /** What is said of a file, not of the model in it. */
    private static final List<String> OF_THE_FILE =
            List.of("_name_or_path", "transformers_version", "torch_dtype", "dtype", "architectures", "auto_map");

    private ConfigJson() {}

    /** The object that a file holds. */
    public static ObjectNode read(Path file) {
        if (JsonFile.read(file, JsonNode.class) instanceof ObjectNode object) {
            return object;
        }
        throw new ModelFileException(file, "expected a JSON object {...}");
    }

    /** The part of a key, such as {@code vision_config}, or the whole where there is no such part; without what is said of the file. */
    public static ObjectNode part(ObjectNode config, String key) {
        ObjectNode part = config.path(key) instanceof ObjectNode found ? found.deepCopy() : config.deepCopy();
        part.remove(OF_THE_FILE);
        return part;
    }

    /** A whole number of a key; the architecture's own where the file leaves it out. */
    static int integer(Path file, ObjectNode config, String key, int usual) {
        JsonNode value = config.path(key);
        if (!value.isMissingNode() && !value.isNull() && !value.isInt()) {
            throw new ModelFileException(
                    file, "\"" + key + "\" should be a whole number, found " + JsonFile.shown(value));
        }
        return value.asInt(usual);
    }
}
