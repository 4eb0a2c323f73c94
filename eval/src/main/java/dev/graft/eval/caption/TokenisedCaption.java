package dev.graft.eval.caption;

import java.util.List;

/**
 * A caption to judge and the captions that humans gave to the same image, as words.
 *
 * @param caption may be empty
 * @param references at least one
 */
public record TokenisedCaption(List<String> caption, List<List<String>> references) {
    public TokenisedCaption {
        caption = List.copyOf(caption);
        references = List.copyOf(references);
        if (references.isEmpty()) {
            throw new IllegalArgumentException("a caption is judged by at least one reference caption, found none");
        }
    }

    /** The words of the texts, as {@link CaptionTokens} tells them. */
    public static TokenisedCaption of(String caption, List<String> references) {
        return new TokenisedCaption(
                CaptionTokens.of(caption),
                references.stream().map(CaptionTokens::of).toList());
    }
}
