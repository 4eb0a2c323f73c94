package dev.graft.models.data.questions;

import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.DatasetOptions;
import dev.graft.models.data.FirstRecord;
import dev.graft.models.data.records.Draft;
import dev.graft.models.data.records.JsonArrayReader;
import dev.graft.models.data.records.NumberedImages;
import dev.graft.models.data.records.RecordDataset;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** GQA: one object with each question under its id; image 2405722 is {@code images/2405722.jpg}. */
public final class GqaFormat implements DatasetFormat {
    @Override
    public String id() {
        return "gqa";
    }

    @Override
    public String look() {
        return "GQA's questions by id with 'imageId'";
    }

    @Override
    public Match match(FirstRecord first) {
        return FirstValue.has(first, "imageId", "question") ? Match.YES : Match.NO;
    }

    @Override
    public Dataset open(Path file, DatasetOptions options) {
        return RecordDataset.of(this, options, List.of(file), () -> JsonArrayReader.ofValues(file), () -> {
            NumberedImages images = new NumberedImages(RecordDataset.folder(file, options), "mscoco", "");
            return record -> {
                record.requireObject("'imageId', 'question' and 'answer'");
                Optional<String> type = Optional.ofNullable(record.get("types"))
                        .map(types -> types.path("structural").asText());
                return List.of(new Draft(record, record.name())
                        .image(images.of(record, "imageId"))
                        .question(record.filledTextOf(record.get("question"), "field 'question'"))
                        .answers(
                                record.mayLackAnswer() && !record.has("answer")
                                        ? List.of()
                                        : List.of(record.filledTextOf(record.get("answer"), "field 'answer'")))
                        .types(type.filter(name -> !name.isEmpty()), Optional.empty())
                        .sample());
            };
        });
    }
}
