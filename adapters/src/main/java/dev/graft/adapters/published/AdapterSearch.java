package dev.graft.adapters.published;

import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.attention.AttentionHeads;
import dev.graft.tensors.InvalidInputException;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A search for an adapter in a file of weights, between backbones of known widths.
 *
 * @param visionWidth of the feature vectors that it is to take
 * @param languageWidth of the visual tokens that it is to give
 * @param given settings of {@link AdapterSpec} that are known, by its keys
 */
public record AdapterSearch(PublishedTensors tensors, int visionWidth, int languageWidth, Map<String, Object> given) {
    /** Refuses an adapter that takes vectors of another width. */
    public void requireVision(long found) {
        if (found != visionWidth) {
            throw otherVision(found);
        }
    }

    /** Refuses an adapter that gives vectors of another width. */
    public void requireLanguage(long found) {
        if (found != languageWidth) {
            throw otherLanguage(found);
        }
    }

    /** What refuses an adapter that takes vectors of another width, to be thrown. */
    public InvalidInputException otherVision(long found) {
        return new InvalidInputException("its adapter takes vectors of width " + found
                + ", the vision encoder gives vectors of width " + visionWidth
                + "; name the encoder that it was trained for, or other features of it by --features");
    }

    /** What refuses an adapter that gives vectors of another width, to be thrown. */
    public InvalidInputException otherLanguage(long found) {
        return new InvalidInputException("its adapter gives vectors of width " + found
                + ", the language model takes vectors of width " + languageWidth
                + "; name the language model that it was trained for");
    }

    /** The width of an attention's heads, if their number is given, as weights do not tell it. */
    public OptionalInt headWidth(int allHeads) {
        return given.get("heads") instanceof Integer heads
                ? OptionalInt.of(AttentionHeads.dividing(allHeads, heads).width())
                : OptionalInt.empty();
    }
}
