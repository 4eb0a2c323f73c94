package dev.graft.models.imagetext;

import static dev.graft.models.DescriptionJson.flag;
import static dev.graft.models.DescriptionJson.number;
import static dev.graft.models.DescriptionJson.reference;
import static dev.graft.models.DescriptionJson.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.qformer.ImageTextNetwork;
import dev.graft.adapters.qformer.QFormer;
import dev.graft.adapters.qformer.QFormerSpec;
import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.models.BackboneReference;
import dev.graft.models.DescriptionJson;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.FileHash;
import java.nio.file.Path;

/**
 * What {@code config.json} says of a model folder that BLIP-2's first stage of training wrote.
 *
 * @param adapter with the vocabulary of the texts
 * @param contrastWidth of the vectors that are compared
 * @param textTokens the longest text in tokens; longer ones are cut
 * @param cleanCaptions whether texts are read as {@link BlipCaption} writes captions
 * @param features which features the vision encoder gives
 * @param featureTokens feature vectors of an image
 * @param tokenizer the folder of the texts' tokenizer, the hash of its {@code tokenizer.json}, and for the width the number
 *     of its tokens
 */
public record ImageTextDescription(
        QFormerSpec adapter,
        int contrastWidth,
        int textTokens,
        boolean cleanCaptions,
        String features,
        int featureTokens,
        BackboneReference vision,
        BackboneReference tokenizer) {
    private static final String TYPE = "graft-image-text";

    /** The same model with its vision encoder in another place. */
    public ImageTextDescription withVision(Path path) {
        return new ImageTextDescription(
                adapter, contrastWidth, textTokens, cleanCaptions, features, featureTokens, vision.at(path), tokenizer);
    }

    /** The same model with its tokenizer in another place. */
    public ImageTextDescription withTokenizer(Path path) {
        return new ImageTextDescription(
                adapter, contrastWidth, textTokens, cleanCaptions, features, featureTokens, vision, tokenizer.at(path));
    }

    /**
     * What a description says of a tokenizer.
     *
     * @param folder with its {@code tokenizer.json}
     */
    public static BackboneReference tokenizer(Path folder, String id, Tokenizer tokenizer) {
        String hash = FileHash.sha256(folder.resolve("tokenizer.json"));
        return new BackboneReference(folder, id, hash, tokenizer.vocabularySize());
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
    public static ImageTextDescription load(Path folder) {
        return DescriptionJson.load(folder, TYPE, ImageTextDescription::parse);
    }

    /** The network, without weights. */
    public ImageTextNetwork network() {
        return new ImageTextNetwork(new QFormer(adapter, vision.width()), contrastWidth);
    }

    private static ImageTextDescription parse(JsonNode json) {
        if (!(AdapterSpec.of(DescriptionJson.map(json.path("adapter"))) instanceof QFormerSpec spec)) {
            throw new InvalidInputException("'adapter.kind' should be qformer, found "
                    + json.path("adapter").path("kind"));
        }
        return new ImageTextDescription(
                spec,
                number(json, "text", "contrast_width"),
                number(json, "text", "tokens"),
                flag(json, "text", "clean_captions"),
                text(json, "vision", "features"),
                number(json, "vision", "feature_tokens"),
                reference(json, "vision"),
                reference(json, "tokenizer"));
    }

    /** The text of {@code config.json}. */
    public String toJson() {
        ObjectNode json = DescriptionJson.object(TYPE);
        json.set("adapter", DescriptionJson.tree(adapter.toMap()));
        ObjectNode text = json.putObject("text");
        text.put("contrast_width", contrastWidth);
        text.put("tokens", textTokens);
        text.put("clean_captions", cleanCaptions);
        ObjectNode encoder = DescriptionJson.describe(json.putObject("vision"), vision);
        encoder.put("features", features);
        encoder.put("feature_tokens", featureTokens);
        DescriptionJson.describe(json.putObject("tokenizer"), tokenizer);
        return DescriptionJson.text(json);
    }
}
