package dev.graft.adapters.contrast;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Range;
import dev.graft.tensors.Suggestions;
import java.util.Locale;

/**
 * The settings of what compares visual tokens with texts.
 *
 * @param width of the vectors that are compared
 * @param heads of Llip's attention; they divide the width
 * @param pooling of the visual tokens; with Llip, which mixes them instead, the mean
 */
public record DualEncoderSpec(Form form, int width, int heads, ImagePooling pooling) {
    /** How the visual tokens of an image become the vector that is compared. */
    public enum ImagePooling {
        /** Their mean. */
        MEAN,
        /** The first of them, as the class token of CLIP, and as the first query of open_clip's CoCa. */
        FIRST;

        /** The pooling of a name such as {@code first}. */
        public static ImagePooling of(String name) {
            return Suggestions.find(name, values());
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The published forms. */
    public enum Form {
        /** The mean of the visual tokens against the text, scaled (Radford et al. 2021, arXiv:2103.00020). */
        CLIP,
        /** The same with a bias, since each pair is judged alone (Zhai et al. 2023, arXiv:2303.15343). */
        SIGLIP,
        /** The visual tokens as the text mixes them (Lavoie et al. 2024, arXiv:2405.00740). */
        LLIP,
        /** As CLIP, beside a caption (Yu et al. 2022, arXiv:2205.01917). */
        COCA;

        /** The form of a name such as {@code siglip}. */
        public static Form of(String name) {
            return Suggestions.find(name, values());
        }

        /** Whether each pair by itself belongs together or not, rather than the best of a batch. */
        public boolean judgesPairs() {
            return this == SIGLIP || this == LLIP;
        }

        /** Whether the vector of an image depends on the text that it is compared with. */
        public boolean mixes() {
            return this == LLIP;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public DualEncoderSpec {
        Range.SIZE.require("'contrast_width'", width);
        Range.SIZE.require("'heads'", heads);
        if (form.mixes() && width % heads != 0) {
            throw new InvalidInputException(
                    "'contrast_width' must be a multiple of 'heads', " + heads + ", found " + width);
        }
        if (form.mixes() && pooling != ImagePooling.MEAN) {
            throw new InvalidInputException(
                    "'image_pooling' must be mean with llip, which mixes all visual tokens, found " + pooling);
        }
    }
}
