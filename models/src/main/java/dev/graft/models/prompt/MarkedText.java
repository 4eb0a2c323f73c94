package dev.graft.models.prompt;

import dev.graft.tensors.InvalidInputException;
import java.util.List;
import java.util.regex.Pattern;

/** Text with {@code <image>} wherever an image stands, as data sets and users write it. */
public final class MarkedText {
    /** Stands for an image. */
    public static final String MARK = "<image>";

    private static final Pattern MARKS = Pattern.compile(Pattern.quote(MARK));

    private MarkedText() {}

    /**
     * The text with its images: where they are marked, or all in front where none is.
     *
     * @throws InvalidInputException if there are marks, but not one for each image
     */
    public static <I> Prompt<I> prompt(String text, List<I> images) {
        List<String> texts = split(text);
        int marks = texts.size() - 1;
        if (marks == 0) {
            return new Prompt.Writer<I>().images(images).text(text).done();
        }
        if (marks != images.size()) {
            throw new InvalidInputException("expected '" + MARK + "' once for each of " + images.size()
                    + (images.size() == 1 ? " image" : " images") + ", or not at all to have them in front, found it "
                    + (marks == 1 ? "once" : marks + " times") + " in '" + text + "'");
        }
        return between(texts, images);
    }

    /** The texts before, between and after the marks: one more than there are marks. */
    public static List<String> split(String text) {
        return List.of(MARKS.split(text, -1));
    }

    /**
     * Images with texts between them. The white space around images in front, and around a single one at the end, is left out, for
     * how an image is set apart there is the prompt format's affair, and so is that at the ends of the text; what is amid the words
     * stays as it is.
     *
     * @param texts one more than images: before the first, between each and the next, after the last
     */
    public static <I> Prompt<I> between(List<String> texts, List<I> images) {
        if (images.isEmpty()) {
            return Prompt.of(texts.get(0));
        }
        int first = 0;
        while (first < images.size() && texts.get(first).isBlank()) {
            first++;
        }
        int last = images.size() == 1 && texts.get(1).isBlank() ? 0 : images.size();
        Prompt.Writer<I> out = new Prompt.Writer<>();
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            text = i <= first ? text.stripLeading() : text;
            out.text(i >= last ? text.stripTrailing() : text);
            if (i < images.size()) {
                out.image(images.get(i));
            }
        }
        return out.done();
    }
}
