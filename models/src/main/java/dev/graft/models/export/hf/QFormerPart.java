package dev.graft.models.export.hf;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.qformer.QFormerSpec;
import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.models.export.ExportedModel;
import dev.graft.models.export.OriginalWeights;
import dev.graft.models.export.backbone.HiddenState;
import dev.graft.models.export.backbone.TowerKind;
import dev.graft.models.export.backbone.VisionTower;
import dev.graft.models.export.folder.EndTexts;
import dev.graft.models.export.folder.ProcessorFiles;
import dev.graft.models.export.template.ChatTemplate;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.StreamedTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What BLIP-2 and InstructBLIP have in common: a Q-Former that reads the normalised last hidden state of their own vision
 * encoder, and a language model that reads the queries before its first token.
 */
record QFormerPart(ExportedModel model, String architecture, VisionTower tower, LanguagePart language) {

    static Optional<String> misfit(ExportedModel model) {
        if (!(model.description().adapter() instanceof QFormerSpec spec)) {
            return Optional.of(
                    "the adapter is of kind " + model.description().adapter().kind() + ", not qformer");
        }
        if (!spec.projection() || !spec.queryNormScale()) {
            return Optional.of("the Q-Former has no " + (spec.projection() ? "query_norm_scale" : "projection"));
        }
        return model.hasTiles()
                ? Optional.of("pictures are cut into tiles, or texts stand around them")
                : Optional.empty();
    }

    /**
     * Reads the backbones.
     *
     * @throws InvalidInputException if the architecture has no place for them
     */
    static QFormerPart of(ExportedModel model, TowerKind kind, String architecture) {
        VisionTower tower = VisionTower.open(model.vision(), model.original(OriginalWeights.VISION));
        if (tower.kind() != kind) {
            throw new InvalidInputException(
                    "the vision encoder is of the type '" + tower.kind().modelType() + "', and "
                            + architecture + " has a place for '" + kind.modelType()
                            + "' alone; 'graft export --names' writes the weights of the adapter");
        }
        HiddenState state =
                HiddenState.of(VisionFeatures.parse(model.description().features()), tower);
        boolean normed = ((QFormerSpec) model.description().adapter()).visionNorm();
        if (state.layer() != tower.layers() || !state.classToken() || state.normalized() == normed) {
            throw new InvalidInputException("the adapter reads the features '"
                    + model.description().features() + "'" + (normed ? " and normalises them" : "") + ", and "
                    + architecture + " reads the last hidden state of all tokens, normalised once: features last"
                    + " without vision_norm, or layer:-1 with it");
        }
        Features.requireTokens(model, tower, state);
        return new QFormerPart(model, architecture, tower, LanguagePart.of(model));
    }

    private QFormerSpec spec() {
        return (QFormerSpec) model.description().adapter();
    }

    /** {@code config.json}. */
    ObjectNode config(String modelType, String qformerType) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.putArray("architectures").add(architecture);
        config.put("model_type", modelType)
                .put("num_query_tokens", spec().queries())
                .put("image_token_index", language.imageToken())
                .put("tie_word_embeddings", language.isTied());
        config.set("vision_config", tower.config());
        config.putObject("qformer_config")
                .put("model_type", qformerType)
                .put("hidden_size", spec().width())
                .put("num_hidden_layers", spec().layers())
                .put("num_attention_heads", spec().heads())
                .put("intermediate_size", spec().feedForward())
                .put("hidden_act", "gelu")
                .put("layer_norm_eps", spec().normEpsilon())
                .put("cross_attention_frequency", spec().crossAttentionEvery())
                .put("encoder_hidden_size", tower.width());
        config.set("text_config", language.config());
        return Dtype.set(config, language.weights().type());
    }

    /** All weights; the normalisation of the features is the encoder's or, where the adapter was trained with one, its. */
    Map<String, StreamedTensor> tensors(WeightNames convention) {
        Map<String, StreamedTensor> tensors = new LinkedHashMap<>();
        tower.tensors().forEach((name, tensor) -> tensors.put("vision_model." + name, tensor));
        tensors.putAll(AdapterPart.named(model, convention));
        tensors.putAll(language.whole());
        return tensors;
    }

    List<String> told() {
        return List.of(tower.compared(), language.weights().compared());
    }

    /** The files of the processor, which puts the queries before the text and its first token. */
    Map<String, String> processor(String type) {
        ObjectNode processor = JsonNodeFactory.instance
                .objectNode()
                .put("processor_class", type)
                .put("num_query_tokens", spec().queries());
        return ProcessorFiles.of(
                model,
                processor,
                ChatTemplate.ofTextAfterImages(
                        model.description().prompt(), EndTexts.of(model).end()),
                false);
    }
}
