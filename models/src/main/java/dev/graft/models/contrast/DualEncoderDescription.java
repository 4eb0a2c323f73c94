package dev.graft.models.contrast;

import static dev.graft.models.DescriptionJson.number;
import static dev.graft.models.DescriptionJson.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.contrast.DualEncoder;
import dev.graft.adapters.contrast.DualEncoderSpec;
import dev.graft.backbones.text.TextPooling;
import dev.graft.models.BackboneReference;
import dev.graft.models.DescriptionJson;
import dev.graft.tensors.ModelFileException;
import java.nio.file.Path;

/**
 * What {@code config.json} says of a model folder with an adapter between two frozen towers.
 *
 * @param dual how visual tokens and texts are compared
 * @param tokenWidth of the visual tokens, that of the language model of the training
 * @param features which features the vision encoder gives
 * @param featureTokens feature vectors of an image
 * @param pooling how a text becomes a vector
 * @param text the text encoder
 */
public record DualEncoderDescription(
        AdapterSpec adapter,
        DualEncoderSpec dual,
        int tokenWidth,
        String features,
        int featureTokens,
        BackboneReference vision,
        TextPooling pooling,
        BackboneReference text) {
    private static final String TYPE = "graft-dual-encoder";

    /** The same model with its vision encoder in another place. */
    public DualEncoderDescription withVision(Path path) {
        return new DualEncoderDescription(
                adapter, dual, tokenWidth, features, featureTokens, vision.at(path), pooling, text);
    }

    /** The same model with its text encoder in another place. */
    public DualEncoderDescription withText(Path path) {
        return new DualEncoderDescription(
                adapter, dual, tokenWidth, features, featureTokens, vision, pooling, text.at(path));
    }

    /** Whether the {@code config.json} of a folder is that of such a model, right or wrong. */
    public static boolean isIn(Path folder) {
        return DescriptionJson.isIn(folder, TYPE);
    }

    /**
     * Reads the description of a model folder.
     *
     * @throws ModelFileException if there is none that can be read
     */
    public static DualEncoderDescription load(Path folder) {
        return DescriptionJson.load(folder, TYPE, DualEncoderDescription::parse);
    }

    /** The network, without weights. */
    public DualEncoder network() {
        Adapter created = adapter.create(vision.width(), featureTokens, tokenWidth);
        return new DualEncoder(created, dual, created.visualTokens(featureTokens), tokenWidth, text.width());
    }

    private static DualEncoderDescription parse(JsonNode json) {
        return new DualEncoderDescription(
                AdapterSpec.of(DescriptionJson.map(json.path("adapter"))),
                new DualEncoderSpec(
                        DualEncoderSpec.Form.of(DescriptionJson.text(json, "contrast", "form")),
                        number(json, "contrast", "width"),
                        number(json, "contrast", "heads")),
                number(json, "contrast", "token_width"),
                DescriptionJson.text(json, "vision", "features"),
                number(json, "vision", "feature_tokens"),
                reference(json, "vision"),
                TextPooling.of(DescriptionJson.text(json, "text", "pooling")),
                reference(json, "text"));
    }

    /** The text of {@code config.json}. */
    public String toJson() {
        ObjectNode json = DescriptionJson.object(TYPE);
        json.set("adapter", DescriptionJson.tree(adapter.toMap()));
        ObjectNode contrast = json.putObject("contrast");
        contrast.put("form", dual.form().toString());
        contrast.put("width", dual.width());
        contrast.put("heads", dual.heads());
        contrast.put("token_width", tokenWidth);
        ObjectNode seen = DescriptionJson.describe(json.putObject("vision"), vision);
        seen.put("features", features);
        seen.put("feature_tokens", featureTokens);
        DescriptionJson.describe(json.putObject("text"), text).put("pooling", pooling.toString());
        return DescriptionJson.text(json);
    }
}
