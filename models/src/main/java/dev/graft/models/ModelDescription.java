package dev.graft.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSpec;
import dev.graft.backbones.VisionFeatures;
import dev.graft.graph.ModelFileException;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.prompt.PromptTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What {@code config.json} of a model folder says.
 *
 * @param prompt how questions are written for the language model to read
 * @param features which features the vision encoder gives
 * @param featureTokens feature vectors of an image
 */
public record ModelDescription(
        AdapterSpec adapter,
        PromptFormat prompt,
        String features,
        int featureTokens,
        BackboneReference vision,
        BackboneReference language) {
    public static final String CONFIG = "config.json";
    public static final String WEIGHTS = "model.safetensors";

    /** How pictures are prepared, in the folder of a model that {@link #seesPixels}. */
    public static final String PREPROCESSING = "preprocessor_config.json";

    private static final String TYPE = "graft";
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** Whether the vision network is the adapter's own, so that no encoder is needed but what prepares pictures. */
    public boolean seesPixels() {
        return VisionFeatures.parse(features).source() == VisionFeatures.Source.PIXELS;
    }

    /** The same model that, where it {@link #seesPixels}, finds in its own folder how pictures are prepared. */
    public ModelDescription complete() {
        return seesPixels() ? withVision(Path.of(".")) : this;
    }

    /** The same model with its vision encoder in another place. */
    public ModelDescription withVision(Path path) {
        return new ModelDescription(adapter, prompt, features, featureTokens, vision.at(path), language);
    }

    /** The same model with its language model in another place. */
    public ModelDescription withLanguage(Path path) {
        return new ModelDescription(adapter, prompt, features, featureTokens, vision, language.at(path));
    }

    /** The same model asked in another format. */
    public ModelDescription withPrompt(PromptFormat format) {
        return new ModelDescription(adapter, format, features, featureTokens, vision, language);
    }

    /** Reads the description of a model folder. */
    public static ModelDescription load(Path folder) {
        Path file = folder.resolve(CONFIG);
        if (!Files.isRegularFile(file)) {
            throw new ModelFileException("[" + folder + "] is no model folder: "
                    + (Files.isDirectory(folder)
                            ? "it has no " + CONFIG + "; 'graft train' writes one when it is done"
                            : "there is no such folder; 'graft train' writes one"));
        }
        try {
            JsonNode json = JSON.readTree(file.toFile());
            if (!json.path("model_type").asText().equals(TYPE)) {
                throw new ModelFileException("[" + file + "] expected model_type '" + TYPE + "', found '"
                        + json.path("model_type").asText() + "'; this is a folder of another kind of model");
            }
            return parse(json);
        } catch (IOException | IllegalArgumentException e) {
            throw new ModelFileException("[" + file + "] not a readable description of a model: " + e.getMessage(), e);
        }
    }

    /** Whether the {@code config.json} of a folder is that of a model of Graft, right or wrong. */
    public static boolean isIn(Path folder) {
        try {
            JsonNode json = JSON.readTree(folder.resolve(CONFIG).toFile());
            return json.path("model_type").asText().equals(TYPE);
        } catch (IOException e) {
            return false; // whoever reads it as something else will say what is wrong
        }
    }

    /** The adapter, without weights. */
    public Adapter createAdapter() {
        return adapter.create(vision.width(), featureTokens, language.width());
    }

    @SuppressWarnings("unchecked")
    private static ModelDescription parse(JsonNode json) {
        Map<String, Object> adapter = JSON.convertValue(json.path("adapter"), Map.class);
        return new ModelDescription(
                AdapterSpec.of(adapter == null ? Map.of() : adapter),
                prompt(json),
                text(json, "vision", "features"),
                number(json, "vision", "feature_tokens"),
                reference(json, "vision"),
                reference(json, "language"));
    }

    private static PromptFormat prompt(JsonNode json) {
        return json.path("prompt").has("format")
                ? PromptFormat.named(text(json, "prompt", "format"))
                : new PromptTemplate(text(json, "prompt", "template"), text(json, "prompt", "answer"));
    }

    private static BackboneReference reference(JsonNode json, String part) {
        return new BackboneReference(
                Path.of(text(json, part, "path")),
                text(json, part, "id"),
                text(json, part, "sha256"),
                number(json, part, "width"));
    }

    private static String text(JsonNode json, String part, String key) {
        JsonNode value = json.path(part).path(key);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("'" + part + "." + key + "' should be a string, found " + value);
        }
        return value.asText();
    }

    private static int number(JsonNode json, String part, String key) {
        JsonNode value = json.path(part).path(key);
        if (!value.isInt() || value.asInt() <= 0) {
            throw new IllegalArgumentException(
                    "'" + part + "." + key + "' should be a positive number, found " + value);
        }
        return value.asInt();
    }

    /** The text of {@code config.json}. */
    public String toJson() {
        ObjectNode json = JSON.createObjectNode();
        json.put("model_type", TYPE);
        json.set("adapter", JSON.valueToTree(adapter.toMap()));
        ObjectNode promptNode = json.putObject("prompt");
        if (prompt instanceof PromptTemplate template) {
            promptNode.put("template", template.prompt());
            promptNode.put("answer", template.answer());
        } else {
            promptNode.put("format", prompt.id());
        }
        ObjectNode visionNode = describe(json.putObject("vision"), vision);
        visionNode.put("features", features);
        visionNode.put("feature_tokens", featureTokens);
        describe(json.putObject("language"), language);
        try {
            return JSON.writeValueAsString(json) + "\n";
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode describe(ObjectNode node, BackboneReference backbone) {
        node.put("path", backbone.path().toString());
        node.put("id", backbone.id());
        node.put("sha256", backbone.sha256());
        node.put("width", backbone.width());
        return node;
    }
}
