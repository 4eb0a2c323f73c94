package dev.graft.models.export.hf;

import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.models.export.ExportedModel;
import dev.graft.models.export.backbone.HiddenState;
import dev.graft.models.export.backbone.TowerKind;
import dev.graft.models.export.backbone.VisionTower;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.StreamedTensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** The vision tower of a checkpoint whose adapter reads one of its {@code hidden_states}, as LLaVA's does. */
final class Features {
    private Features() {}

    /**
     * The hidden state that the adapter reads.
     *
     * @throws InvalidInputException if it is none of {@code hidden_states}
     */
    static HiddenState require(ExportedModel model, VisionTower tower) {
        HiddenState state =
                HiddenState.of(VisionFeatures.parse(model.description().features()), tower);
        if (state.normalized()) {
            throw new InvalidInputException(
                    "the adapter reads the last hidden state of the vision encoder '"
                            + tower.kind().modelType()
                            + "' after its final normalisation, and LlavaForConditionalGeneration"
                            + " reads hidden states before it; a model that is trained with the features layer:-1 can be written");
        }
        requireTokens(model, tower, state);
        return state;
    }

    /** Refuses a tower that gives another number of vectors than the adapter was trained with. */
    static void requireTokens(ExportedModel model, VisionTower tower, HiddenState state) {
        int expected = model.description().featureTokens();
        if (state.tokens(tower) != expected) {
            throw new InvalidInputException("the adapter was trained on " + expected
                    + " feature vectors of a picture, and"
                    + " [" + tower.file() + "] says " + state.tokens(tower) + ": pictures of " + tower.imageSize()
                    + " pixels in patches of " + tower.patchSize() + "; transformers takes no others");
        }
    }

    /** The weights of the tower as {@code save_pretrained} names them. */
    static Map<String, StreamedTensor> tensors(VisionTower tower) {
        boolean inner = tower.kind() == TowerKind.CLIP || tower.kind() == TowerKind.SIGLIP;
        Map<String, StreamedTensor> named = new LinkedHashMap<>();
        tower.tensors()
                .forEach((name, tensor) -> named.put("vision_tower." + (inner ? "vision_model." : "") + name, tensor));
        return named;
    }
}
