package dev.graft.models.folder;

import static dev.graft.models.folder.DescriptionJson.flag;
import static dev.graft.models.folder.DescriptionJson.number;
import static dev.graft.models.folder.DescriptionJson.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.adapters.qformer.ImageTextNetwork;
import dev.graft.adapters.qformer.QFormer;
import dev.graft.adapters.qformer.QFormerSpec;
import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The description of a Q-Former after BLIP-2's first stage of training, which compares images with texts and matches them.
 *
 * @param adapter with the vocabulary of the texts
 * @param contrastWidth of the vectors that are compared
 * @param textTokens the longest text in tokens; longer ones are cut
 * @param cleanCaptions whether texts are read as {@link dev.graft.models.imagetext.BlipCaption} writes captions
 * @param features which features the vision encoder gives
 * @param featureTokens feature vectors of an image
 * @param tokenizer see {@link BackboneReference#ofTokenizer}
 */
public record ImageTextDescription(
        QFormerSpec adapter,
        int contrastWidth,
        int textTokens,
        boolean cleanCaptions,
        String features,
        int featureTokens,
        BackboneReference vision,
        BackboneReference tokenizer)
        implements ModelDescription {
    static final String TYPE = "graft-image-text";

    /**
     * Reads the description of a model folder.
     *
     * @throws ModelFileException if there is none that can be read, or it is of another kind of model
     */
    public static ImageTextDescription load(Path folder) {
        return DescriptionJson.load(folder, ImageTextDescription.class);
    }

    static ImageTextDescription parse(JsonNode json) {
        if (!(DescriptionJson.adapter(json) instanceof QFormerSpec spec)) {
            throw new InvalidInputException("'adapter.kind' should be qformer, found "
                    + json.path("adapter").path("kind"));
        }
        return new ImageTextDescription(
                spec,
                number(json, "text", "contrast_width"),
                number(json, "text", "tokens"),
                flag(json, "text", "clean_captions"),
                DescriptionJson.text(json, "vision", "features"),
                number(json, "vision", "feature_tokens"),
                reference(json, "vision"),
                reference(json, "tokenizer"));
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
    public BackboneReference text() {
        return tokenizer;
    }

    @Override
    public String textPart() {
        return "tokenizer";
    }

    @Override
    public String textSha256(BackbonePlace place) {
        return BackboneReference.tokenizerSha256(place.folder());
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("contrast_width", contrastWidth);
        settings.put("text_tokens", textTokens);
        settings.put("clean_captions", cleanCaptions);
        return settings;
    }

    @Override
    public int visualTokens() {
        return adapter.queries();
    }

    @Override
    public ImageTextNetwork network() {
        return new ImageTextNetwork(new QFormer(adapter, vision.width()), contrastWidth);
    }

    @Override
    public ImageTextDescription withVision(BackbonePlace place) {
        return new ImageTextDescription(
                adapter,
                contrastWidth,
                textTokens,
                cleanCaptions,
                features,
                featureTokens,
                vision.at(VISION, place),
                tokenizer);
    }

    @Override
    public ImageTextDescription withText(BackbonePlace place) {
        return new ImageTextDescription(
                adapter,
                contrastWidth,
                textTokens,
                cleanCaptions,
                features,
                featureTokens,
                vision,
                tokenizer.at(textPart(), place));
    }

    @Override
    public String advice(Path folder) {
        return "holds a Q-Former after BLIP-2's first stage, which compares images with texts and answers nothing;"
                + " measure it by 'graft eval " + folder
                + " --data CAPTIONS', or train a model that answers from it by 'graft train --set init=" + folder + "'";
    }

    @Override
    public String toJson() {
        ObjectNode json = DescriptionJson.object(TYPE, this);
        ObjectNode text = json.putObject("text");
        text.put("contrast_width", contrastWidth);
        text.put("tokens", textTokens);
        text.put("clean_captions", cleanCaptions);
        DescriptionJson.putVision(json, this);
        DescriptionJson.put(json, "tokenizer", tokenizer);
        return DescriptionJson.text(json);
    }
}
