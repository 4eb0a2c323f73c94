package dev.graft.models.data.boxes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A box in an image, in fractions of its width and height from the top left corner.
 *
 * <p>Of what a model writes nothing is put right: a box may reach beyond the image, or have its right on its left.
 */
public record BoundingBox(double left, double top, double right, double bottom) {
    private static final String NUMBER = "(-?\\d{1,9}(?:\\.\\d{1,9})?)";

    /** Qwen-VL's evaluation looks for the first two pairs of brackets, and does without the tags around them. */
    private static final Pattern CORNERS = Pattern.compile("\\(([^)]*)\\),\\(([^)]*)\\)");

    private static final Pattern PAIR = Pattern.compile("\\s*" + NUMBER + "\\s*,\\s*" + NUMBER + "\\s*");
    private static final double CORNERS_RANGE = 999;

    private static final Pattern TAGS =
            Pattern.compile("\\{\\s*<(\\d{1,3})>\\s*<(\\d{1,3})>\\s*<(\\d{1,3})>\\s*<(\\d{1,3})>\\s*}");

    private static final double TAGS_RANGE = 100;

    /**
     * The first box of a text, in Qwen-VL's form {@code <box>(x1,y1),(x2,y2)</box>} with 999 at the right and at the bottom
     * (Bai et al. 2023; the tags may be missing), or in MiniGPT-v2's {@code {<x1><y1><x2><y2>}} with 100 there (Chen et al.
     * 2023). Empty where there is none, and where the first two pairs of brackets do not hold two numbers each.
     */
    public static Optional<BoundingBox> find(String text) {
        Matcher tags = TAGS.matcher(text);
        if (tags.find()) {
            return Optional.of(ofTags(tags));
        }
        Matcher corners = CORNERS.matcher(text);
        return corners.find() ? ofCorners(corners) : Optional.empty();
    }

    /** All boxes of a text in its order, in the forms of {@link #find}; brackets that hold anything else are passed over. */
    public static List<BoundingBox> findAll(String text) {
        List<BoundingBox> boxes = new ArrayList<>();
        TAGS.matcher(text).results().forEach(found -> boxes.add(ofTags(found)));
        if (boxes.isEmpty()) {
            CORNERS.matcher(text).results().forEach(found -> ofCorners(found).ifPresent(boxes::add));
        }
        return boxes;
    }

    private static BoundingBox ofTags(MatchResult tags) {
        return of(TAGS_RANGE, tags.group(1), tags.group(2), tags.group(3), tags.group(4));
    }

    private static Optional<BoundingBox> ofCorners(MatchResult corners) {
        Matcher first = PAIR.matcher(corners.group(1));
        Matcher second = PAIR.matcher(corners.group(2));
        return first.matches() && second.matches()
                ? Optional.of(of(CORNERS_RANGE, first.group(1), first.group(2), second.group(1), second.group(2)))
                : Optional.empty();
    }

    private static BoundingBox of(double range, String left, String top, String right, String bottom) {
        return new BoundingBox(
                Double.parseDouble(left) / range,
                Double.parseDouble(top) / range,
                Double.parseDouble(right) / range,
                Double.parseDouble(bottom) / range);
    }

    /** Intersection over union, from 0 to 1; 0 where the boxes have no area in common. */
    public double iou(BoundingBox other) {
        double width = Math.min(right, other.right) - Math.max(left, other.left);
        double height = Math.min(bottom, other.bottom) - Math.max(top, other.top);
        if (width <= 0 || height <= 0) {
            return 0;
        }
        double intersection = width * height;
        return intersection / (area() + other.area() - intersection);
    }

    private double area() {
        return (right - left) * (bottom - top);
    }
}
