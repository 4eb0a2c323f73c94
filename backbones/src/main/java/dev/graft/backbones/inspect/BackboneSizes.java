package dev.graft.backbones.inspect;

import dev.graft.backbones.folder.ModelConfig;
import java.util.OptionalInt;

/**
 * The sizes of a backbone, such as its width and number of layers; empty where {@code config.json} does not say.
 *
 * @param width of the hidden states
 * @param layers or, of an encoder-decoder model, those of its encoder
 * @param heads of attention
 * @param keyValueHeads heads with keys and values of their own, fewer where groups of heads share them
 * @param vocabulary number of tokens
 * @param context the most positions that can be read
 */
public record BackboneSizes(
        OptionalInt width,
        OptionalInt layers,
        OptionalInt heads,
        OptionalInt keyValueHeads,
        OptionalInt vocabulary,
        OptionalInt context) {
    static BackboneSizes of(ModelConfig config) {
        return new BackboneSizes(
                config.width(),
                config.layers(),
                config.heads(),
                config.keyValueHeads(),
                config.vocabularySize(),
                config.contextLength());
    }

    /** These sizes with the given width where none was stated. */
    BackboneSizes orWidth(OptionalInt found) {
        return new BackboneSizes(width.isPresent() ? width : found, layers, heads, keyValueHeads, vocabulary, context);
    }
}
