package dev.graft.models.export.hf;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.projection.ProjectionSpec;
import dev.graft.models.export.ExportedModel;
import dev.graft.models.export.OriginalWeights;
import dev.graft.models.export.backbone.HiddenState;
import dev.graft.models.export.backbone.VisionTower;
import dev.graft.models.export.folder.EndTexts;
import dev.graft.models.export.folder.ProcessorFiles;
import dev.graft.models.export.folder.TokenizerCopy;
import dev.graft.models.export.template.ChatTemplate;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.StreamedTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * LLaVA (Liu et al. 2023): a projection of two layers, which reads the patches of one hidden state of a vision tower. The
 * language model is any decoder.
 */
final class Llava implements Architecture {
    @Override
    public String name() {
        return "LlavaForConditionalGeneration";
    }

    @Override
    public Optional<String> misfit(ExportedModel model) {
        if (!(model.description().adapter() instanceof ProjectionSpec spec)) {
            return Optional.of(
                    "the adapter is of kind " + model.description().adapter().kind() + ", not mlp");
        }
        int language = model.description().language().width();
        if (!spec.kind().equals("mlp") || spec.hiddenLayers() != 1) {
            return Optional.of("the projection has another number of layers than two");
        }
        if (spec.hiddenWidth() != 0 && spec.hiddenWidth() != language) {
            return Optional.of("the hidden layer is " + spec.hiddenWidth()
                    + " wide, not as wide as the language model, " + language);
        }
        if (spec.inputNorm() || spec.outputNorm()) {
            return Optional.of("the projection has a normalisation");
        }
        if (model.hasTiles()) {
            return Optional.of("pictures are cut into tiles, or texts stand around them");
        }
        return spec.reduction().equals("none") && spec.tokens() == 1
                ? Optional.empty()
                : Optional.of("each feature vector does not become one visual token");
    }

    @Override
    public Checkpoint checkpoint(ExportedModel model) {
        VisionTower tower = VisionTower.open(model.vision(), model.original(OriginalWeights.VISION));
        HiddenState state = Features.require(model, tower);
        boolean patches = !state.classToken() && tower.kind().classTokens() > 0;
        LanguagePart language = LanguagePart.of(model);
        if (language.weights().head().containsKey("bias")) {
            throw new InvalidInputException("the output layer of the language model '"
                    + language.weights().modelType() + "' has a bias, for which " + name() + " has no place");
        }
        ProjectionSpec spec = (ProjectionSpec) model.description().adapter();
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.putArray("architectures").add(name());
        config.put("model_type", "llava")
                .put("image_token_index", language.imageToken())
                .put("image_seq_length", model.description().visualTokens())
                .put("projector_hidden_act", AdapterPart.activation(spec.activation()))
                .put("multimodal_projector_bias", spec.bias())
                .put("vision_feature_layer", state.fromEnd(tower))
                .put("vision_feature_select_strategy", patches ? "default" : "full")
                .put("tie_word_embeddings", language.isTied());
        config.set("vision_config", tower.config());
        config.set("text_config", language.config());
        Dtype.set(config, language.weights().type());
        ObjectNode processor = JsonNodeFactory.instance
                .objectNode()
                .put("processor_class", "LlavaProcessor")
                .put("image_token", TokenizerCopy.IMAGE)
                .put("patch_size", tower.patchSize())
                .put("num_additional_image_tokens", tower.kind().classTokens())
                .put("vision_feature_select_strategy", patches ? "default" : "full");
        return new Checkpoint(
                config,
                tensors(model, tower, language),
                List.of(language.tokenizer()::write),
                ProcessorFiles.of(
                        model,
                        processor,
                        ChatTemplate.of(
                                model.description().prompt(),
                                TokenizerCopy.IMAGE,
                                EndTexts.of(model).end()),
                        true),
                List.of(tower.compared(), language.weights().compared()));
    }

    private static Map<String, StreamedTensor> tensors(ExportedModel model, VisionTower tower, LanguagePart language) {
        Map<String, StreamedTensor> tensors = new LinkedHashMap<>(Features.tensors(tower));
        tensors.putAll(AdapterPart.named(model, WeightNames.LLAVA));
        tensors.putAll(language.named("language_model.model.", "language_model.lm_head."));
        return tensors;
    }
}
