package dev.graft.models.data.questions;

import dev.graft.models.data.Sample;
import dev.graft.models.data.records.Draft;
import dev.graft.models.data.records.JsonRecord;
import dev.graft.models.data.records.RecordParser;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

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
            throw record.error(
                    "field 'label' must be \"yes\" or \"no\", found " + JsonRecord.describe(record.get("label")));
        }
        return List.of(new Draft(record, record.identifier("question_id"))
                .image(record.image(images, record.text("image")))
                .question(record.filledTextOf(record.get("text"), "field 'text'"))
                .answers(List.of(label))
                .sample());
    }
}
