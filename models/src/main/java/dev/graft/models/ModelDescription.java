package dev.graft.models;

import static dev.graft.models.DescriptionJson.number;
import static dev.graft.models.DescriptionJson.reference;
import static dev.graft.models.DescriptionJson.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSpec;
import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.models.contrast.DualEncoderDescription;
import dev.graft.models.imagetext.ImageTextDescription;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.prompt.PromptTemplate;
import dev.graft.tensors.ModelFileException;
import java.nio.file.Path;

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

    /**
     * Reads the description of a model folder.
     *
     * @throws ModelFileException if there is none that can be read, or it is of a model that answers nothing
     */
    public static ModelDescription load(Path folder) {
        if (ImageTextDescription.isIn(folder)) {
            throw new ModelFileException(
                    folder,
                    "holds a Q-Former after BLIP-2's first stage, which compares"
                            + " images with texts and answers nothing; measure it by 'graft eval " + folder
                            + " --data CAPTIONS', or train a model that answers from it by 'graft train --set init="
                            + folder
                            + "'");
        }
        if (DualEncoderDescription.isIn(folder)) {
            throw new ModelFileException(
                    folder,
                    "holds an adapter that compares images with texts and answers"
                            + " nothing; measure it by 'graft eval " + folder
                            + " --data CAPTIONS', or train a model that answers"
                            + " from it by 'graft train --set init=" + folder + "'");
        }
        return DescriptionJson.load(folder, TYPE, ModelDescription::parse);
    }

    /** Whether the {@code config.json} of a folder is that of a model of Graft, right or wrong. */
    public static boolean isIn(Path folder) {
        return DescriptionJson.isIn(folder, TYPE);
    }

    /** The adapter, without weights. */
    public Adapter createAdapter() {
        return adapter.create(vision.width(), featureTokens, language.width());
    }

    private static ModelDescription parse(JsonNode json) {
        return new ModelDescription(
                AdapterSpec.of(DescriptionJson.map(json.path("adapter"))),
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

    /** The text of {@code config.json}. */
    public String toJson() {
        ObjectNode json = DescriptionJson.object(TYPE);
        json.set("adapter", DescriptionJson.tree(adapter.toMap()));
        ObjectNode promptNode = json.putObject("prompt");
        if (prompt instanceof PromptTemplate template) {
            promptNode.put("template", template.prompt());
            promptNode.put("answer", template.answer());
        } else {
            promptNode.put("format", prompt.id());
        }
        ObjectNode visionNode = DescriptionJson.describe(json.putObject("vision"), vision);
        visionNode.put("features", features);
        visionNode.put("feature_tokens", featureTokens);
        DescriptionJson.describe(json.putObject("language"), language);
        return DescriptionJson.text(json);
    }
}
