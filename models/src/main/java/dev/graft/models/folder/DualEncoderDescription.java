package dev.graft.models.folder;

import static dev.graft.models.folder.DescriptionJson.number;
import static dev.graft.models.folder.DescriptionJson.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.contrast.DualEncoder;
import dev.graft.adapters.contrast.DualEncoderSpec;
import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.text.TextEncoder;
import dev.graft.backbones.text.TextPooling;
import dev.graft.tensors.ModelFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The description of an adapter between two frozen towers, which compares images with texts as CLIP, SigLIP, Llip or CoCa do.
 *
 * @param dual how visual tokens and texts are compared
 * @param tokenWidth of the visual tokens, see {@link AdapterSpec#tokenWidth}
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
        BackboneReference text)
        implements ModelDescription {
    static final String TYPE = "graft-dual-encoder";

    /**
     * Reads the description of a model folder.
     *
     * @throws ModelFileException if there is none that can be read, or it is of another kind of model
     */
    public static DualEncoderDescription load(Path folder) {
        return DescriptionJson.load(folder, DualEncoderDescription.class);
    }

    static DualEncoderDescription parse(JsonNode json) {
        return new DualEncoderDescription(
                DescriptionJson.adapter(json),
                new DualEncoderSpec(
                        DualEncoderSpec.Form.of(DescriptionJson.text(json, "contrast", "form")),
                        number(json, "contrast", "width"),
                        number(json, "contrast", "heads"),
                        pooling(json)),
                number(json, "contrast", "token_width"),
                DescriptionJson.text(json, "vision", "features"),
                number(json, "vision", "feature_tokens"),
                reference(json, "vision"),
                TextPooling.of(DescriptionJson.text(json, "text", "pooling")),
                reference(json, "text"));
    }

    /** Models of before there was a choice take the mean. */
    private static DualEncoderSpec.ImagePooling pooling(JsonNode json) {
        return json.path("contrast").has("image_pooling")
                ? DualEncoderSpec.ImagePooling.of(DescriptionJson.text(json, "contrast", "image_pooling"))
                : DualEncoderSpec.ImagePooling.MEAN;
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
        return visitor.visit(this);
    }

    @Override
    public Purpose purpose() {
        return Purpose.COMPARING;
    }

    @Override
    public String textPart() {
        return "text encoder";
    }

    @Override
    public String textSha256(BackbonePlace place) {
        return TextEncoder.sha256(place);
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("form", dual.form().toString());
        settings.put("contrast_width", dual.width());
        settings.put("contrast_heads", dual.heads());
        settings.put("token_width", tokenWidth);
        settings.put("image_pooling", dual.pooling().toString());
        settings.put("text_pooling", pooling.toString());
        return settings;
    }

    @Override
    public int visualTokens() {
        return network().tokens();
    }

    @Override
    public DualEncoder network() {
        Adapter created = adapter.create(vision.width(), featureTokens, tokenWidth);
        return new DualEncoder(created, dual, created.visualTokens(featureTokens), tokenWidth, text.width());
    }

    @Override
    public DualEncoderDescription withVision(BackbonePlace place) {
        return new DualEncoderDescription(
                adapter, dual, tokenWidth, features, featureTokens, vision.at(VISION, place), pooling, text);
    }

    @Override
    public DualEncoderDescription withText(BackbonePlace place) {
        return new DualEncoderDescription(
                adapter, dual, tokenWidth, features, featureTokens, vision, pooling, text.at(textPart(), place));
    }

    @Override
    public String advice(Path folder) {
        return "holds an adapter that compares images with texts and answers nothing; measure it by 'graft eval "
                + folder + " --data CAPTIONS', or train a model that answers from it by 'graft train --set init="
                + folder + "'";
    }

    @Override
    public String toJson() {
        ObjectNode json = DescriptionJson.object(TYPE, this);
        ObjectNode contrast = json.putObject("contrast");
        contrast.put("form", dual.form().toString());
        contrast.put("width", dual.width());
        contrast.put("heads", dual.heads());
        contrast.put("image_pooling", dual.pooling().toString());
        contrast.put("token_width", tokenWidth);
        DescriptionJson.putVision(json, this);
        DescriptionJson.put(json, "text", text).put("pooling", pooling.toString());
        return DescriptionJson.text(json);
    }
}
