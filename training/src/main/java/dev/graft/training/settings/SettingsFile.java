package dev.graft.training.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.InputFile;
import dev.graft.tensors.files.JsonFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** Settings as a JSON file, an object for each group whose keys have its name before them. */
final class SettingsFile {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private SettingsFile() {}

    /** Settings with those of a file over them. */
    static TrainingSettings over(TrainingSettings settings, Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ModelFileException(file, "there is no such configuration file");
        }
        String text = InputFile.text(file, JsonFile.MAX_BYTES);
        try {
            return settings.with(
                    object(JsonFile.parse(text, JsonNode.class)),
                    file.toAbsolutePath().getParent());
        } catch (InvalidInputException e) {
            throw new InvalidInputException(file, e.getMessage(), e);
        }
    }

    /** The settings of a text that is such a file. */
    static JsonNode parse(String text) {
        return object(JsonFile.parse(text, JsonNode.class));
    }

    private static JsonNode object(JsonNode json) {
        if (!json.isObject()) {
            throw new InvalidInputException("expected a JSON object of settings");
        }
        return json;
    }

    /** The text of such a file, with every setting and absolute paths. */
    static String json(TrainingSettings settings) {
        ObjectNode root = JSON.createObjectNode();
        Declarations.resolved(settings).forEach((key, value) -> {
            Declaration declaration = Declarations.of(key);
            int dot = key.indexOf('.');
            ObjectNode node = dot < 0 ? root : root.withObjectProperty(key.substring(0, dot));
            Object written = declaration.path() ? Draft.absolute(declaration, (String) value, Path.of("")) : value;
            node.set(key.substring(dot + 1), JSON.valueToTree(written));
        });
        try {
            return JSON.writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
