package dev.graft.training.step;

import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.language.TextBatch;
import dev.graft.backbones.language.TokenCrossEntropy;
import dev.graft.models.imagetext.QFormerText;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Some samples of a step laid out for one run of the training graph: their features, texts and targets, padded to one size.
 *
 * @param text what is read of the prompts: all, or what is behind a beginning that they share
 * @param size of the prompts from their first token
 * @param slots of the tiles of the images
 * @param features {@code [slots, feature tokens, vision width]} in the element type of the stored features
 * @param visual the places of the visual tokens in what is read, see {@link ImageSlots#place}
 * @param texts what the adapter reads with each tile, where it reads a text
 * @param samples names of the samples, for error messages
 */
public record MicroBatch(
        TextBatch text,
        TextBatch.Size size,
        ImageSlots slots,
        Tensor features,
        ImageSlots.Placed visual,
        Optional<QFormerText.Batch> texts,
        List<String> samples) {

    /**
     * What the training graph is fed of it, by the name of the input.
     *
     * @param weight of each target token; padding has none
     */
    Map<String, Tensor> feeds(double weight) {
        Map<String, Tensor> feeds = new LinkedHashMap<>(text.feeds());
        feeds.put(LanguageModel.IDS, text.inputIds());
        feeds.put(TrainingGraph.FEATURES, features);
        feeds.put(TrainingGraph.VISUAL_INDEX, visual.places());
        visual.rows().ifPresent(rows -> feeds.put(TrainingGraph.MIXED_ROWS, rows));
        visual.weights().ifPresent(weights -> feeds.put(TrainingGraph.MIXED_WEIGHTS, weights));
        texts.ifPresent(text -> {
            feeds.put(TrainingGraph.TEXT_IDS, text.ids());
            feeds.put(TrainingGraph.TEXT_MASK, text.mask());
        });
        feeds.put(TokenCrossEntropy.TARGET_INDEX, text.targetIndex());
        feeds.put(TokenCrossEntropy.TARGET_IDS, text.targetIds());
        feeds.put(TokenCrossEntropy.TARGET_WEIGHTS, weights((float) weight));
        return feeds;
    }

    private Tensor weights(float weight) {
        Tensor weights = Tensor.allocate(ElementType.FLOAT, size.targets());
        for (int i = 0; i < text.targetCount(); i++) {
            weights.floats().put(i, weight);
        }
        return weights;
    }
}
