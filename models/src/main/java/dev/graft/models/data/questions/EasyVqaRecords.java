package dev.graft.models.data.questions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.models.data.Sample;
import dev.graft.models.data.fault.FaultKind;
import dev.graft.models.data.records.Draft;
import dev.graft.models.data.records.JsonRecord;
import dev.graft.models.data.records.RecordParser;
import java.nio.file.Path;
import java.util.List;

/**
 * easy-VQA's {@code questions.json}: arrays {@code [question, answer, image_id]}; image 7 is {@code 7.png}. The answers
 * are single words, and the question's type is not given.
 */
final class EasyVqaRecords implements RecordParser {
    private final Path images;

    EasyVqaRecords(Path images) {
        this.images = images;
    }

    @Override
    public List<Sample> parse(JsonRecord record) {
        JsonNode node = record.node();
        if (!node.isArray() || node.size() != 3) {
            throw record.error(
                    FaultKind.MALFORMED, "expected [question, answer, image_id], found " + JsonRecord.describe(node));
        }
        JsonNode image = node.get(2);
        if (!image.isIntegralNumber()) {
            throw record.error("the image_id must be a whole number, found " + JsonRecord.describe(image));
        }
        return List.of(new Draft(record, record.name())
                .image(record.image(images, image.asText() + ".png"))
                .question(record.filledTextOf(node.get(0), "the question"))
                .answers(List.of(record.filledTextOf(node.get(1), "the answer")))
                .sample());
    }
}
