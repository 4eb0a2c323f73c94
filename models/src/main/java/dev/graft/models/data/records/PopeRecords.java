package dev.graft.models.data.records;

import dev.graft.models.data.Sample;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * POPE's questions (RUCAIBox/POPE): {@code {"question_id": 1, "image": "COCO_val2014_000000310196.jpg", "text": "Is there a
 * snowboard in the image?", "label": "yes"}}, one a line. Other fields are not looked at.
 */
final class PopeRecords implements RecordParser {
    private final Path images;

    PopeRecords(Path images) {
        this.images = images;
    }

    @Override
    public List<Sample> parse(JsonRecord record) {
        record.requireObject("'image', 'text' and 'label'");
        String label = record.text("label").strip().toLowerCase(Locale.ROOT);
        if (!label.equals("yes") && !label.equals("no")) {
            throw record.error("field 'label' must be \"yes\" or \"no\", found "
                    + JsonRecord.describe(record.node().get("label")));
        }
        return List.of(Sample.of(
                record.identifier("question_id"),
                Optional.of(record.image(images, record.text("image"))),
                record.filledTextOf(record.node().get("text"), "field 'text'"),
                List.of(label),
                Optional.empty(),
                Optional.empty(),
                record.number()));
    }
}
