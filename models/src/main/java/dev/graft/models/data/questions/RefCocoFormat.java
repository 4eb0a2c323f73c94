package dev.graft.models.data.questions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.models.data.FirstRecord;
import dev.graft.models.data.Sample;
import dev.graft.models.data.records.Draft;
import dev.graft.models.data.records.ImageFolder;
import dev.graft.models.data.records.JsonFormat;
import dev.graft.models.data.records.JsonRecord;
import dev.graft.models.data.records.RecordParser;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * RefCOCO as Shikra's and Qwen-VL's evaluations have it: {@code img_path} or {@code image}, {@code expression} or {@code sent},
 * {@code bbox} with the left, upper, right and lower edge in pixels, {@code width} and {@code height}. The expression is the
 * question, the box in the form of Qwen-VL the answer. What REFER publishes are pickles of Python, which are not opened.
 */
public final class RefCocoFormat implements JsonFormat {
    private static final List<String> EXPRESSIONS = List.of("expression", "sent");
    private static final Set<String> BOX = Set.of("bbox", "width", "height");

    /** In Qwen-VL's form this is the right or the lower edge of the image. */
    private static final int SCALE = 999;

    @Override
    public String id() {
        return "refcoco";
    }

    @Override
    public String look() {
        return "RefCOCO's with 'expression' and 'bbox'";
    }

    @Override
    public Match match(FirstRecord first) {
        boolean all = first.isObject()
                && first.fields().keySet().containsAll(BOX)
                && EXPRESSIONS.stream().anyMatch(first::has);
        return all ? Match.YES : Match.NO;
    }

    @Override
    public Optional<String> advice(FirstRecord first) {
        boolean pickle = first.file().getFileName().toString().matches(".*\\.(p|pkl|pickle)");
        return pickle
                ? Optional.of(
                        "a pickle of Python, as REFER publishes RefCOCO, could run a program of its own and is not opened;"
                                + " write its references as JSON lines with img_path, expression, bbox, width and height")
                : Optional.empty();
    }

    @Override
    public RecordParser parser(Path images) {
        ImageFolder folder = new ImageFolder(images);
        return record -> List.of(sample(record, folder));
    }

    private static Sample sample(JsonRecord record, ImageFolder folder) {
        record.requireObject("'expression', 'bbox', 'width' and 'height'");
        String field = record.has(EXPRESSIONS.get(0)) ? EXPRESSIONS.get(0) : EXPRESSIONS.get(1);
        List<JsonNode> edges = record.elements("bbox");
        long width = record.wholeNumber("width");
        long height = record.wholeNumber("height");
        if (edges.size() != 4 || !edges.stream().allMatch(JsonNode::isNumber) || width <= 0 || height <= 0) {
            throw record.error("field 'bbox' must be the four edges of a box within 'width' and 'height', found "
                    + record.get("bbox"));
        }
        double left = edges.get(0).doubleValue();
        double top = edges.get(1).doubleValue();
        double right = edges.get(2).doubleValue();
        double bottom = edges.get(3).doubleValue();
        boolean within = 0 <= left && left <= right && right <= width && 0 <= top && top <= bottom && bottom <= height;
        if (!within) {
            throw record.error("field 'bbox' must be left, upper, right and lower edge within " + width + "x" + height
                    + ", found " + record.get("bbox"));
        }
        String box = String.format(
                Locale.ROOT,
                "<box>(%d,%d),(%d,%d)</box>",
                scaled(left, width),
                scaled(top, height),
                scaled(right, width),
                scaled(bottom, height));
        String image = record.has("img_path") ? "img_path" : "image";
        return new Draft(record, record.identifier("id"))
                .image(folder.find(record, List.of(record.text(image))))
                .question(record.filledTextOf(record.get(field), "field '" + field + "'"))
                .answers(List.of(box))
                .sample();
    }

    private static int scaled(double pixels, long size) {
        return (int) Math.round(pixels * SCALE / size);
    }
}
