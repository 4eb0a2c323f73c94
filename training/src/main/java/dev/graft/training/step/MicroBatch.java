package dev.graft.training.step;

import dev.graft.backbones.language.TextBatch;
import dev.graft.tensors.Tensor;
import java.util.List;

/**
 * Some samples of a step laid out for one run of the training graph: their features, texts and targets, padded to one size.
 *
 * @param spareRows rows behind those of the prompts, for visual tokens that no prompt reads
 * @param features {@code [slots, feature tokens, vision width]} in the element type of the stored features
 * @param visualIndex {@code [slots, visual tokens, 2]} INT64, the places of the visual tokens in the prompts
 * @param samples names of the samples, for error messages
 */
public record MicroBatch(
        TextBatch text,
        TextBatch.Size size,
        int spareRows,
        Tensor features,
        Tensor visualIndex,
        List<String> samples) {}
