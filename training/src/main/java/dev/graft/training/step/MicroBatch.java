package dev.graft.training.step;

import dev.graft.backbones.language.TextBatch;
import dev.graft.tensors.Tensor;
import java.util.List;

/**
 * What one run of the training graph reads.
 *
 * @param features {@code [batch, feature tokens, vision width]} FLOAT
 * @param visualIndex {@code [batch, visual tokens, 2]} INT64, the places of the visual tokens in the prompts
 * @param samples names of the samples, for error messages
 */
public record MicroBatch(
        TextBatch text, TextBatch.Size size, Tensor features, Tensor visualIndex, List<String> samples) {}
