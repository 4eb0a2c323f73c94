package dev.graft.models.data.questions;

import dev.graft.models.data.Sample;
import dev.graft.models.data.records.Draft;
import dev.graft.models.data.records.JsonRecord;
import dev.graft.models.data.records.NumberedImages;
import dev.graft.models.data.records.RecordParser;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The official VQA questions, each joined with its annotation. */
final class VqaRecords implements RecordParser {
    private final NumberedImages images;
    private final Optional<VqaAnnotations> annotations;

    /** @param annotations empty for questions that are only to be asked */
    VqaRecords(NumberedImages images, Optional<Path> annotations) {
        this.images = images;
        this.annotations = annotations.map(VqaAnnotations::new);
    }

    @Override
    public List<Sample> parse(JsonRecord record) {
        record.requireObject("'question_id', 'image_id' and 'question'");
        String id = record.requiredIdentifier("question_id");
        Draft draft = new Draft(record, id).image(images.of(record, "image_id")).question(record.text("question"));
        annotations
                .map(all -> all.of(record, id))
                .ifPresent(annotation ->
                        draft.answers(annotation.answers()).types(annotation.questionType(), annotation.answerType()));
        return List.of(draft.sample());
    }

    @Override
    public void close() {
        annotations.ifPresent(VqaAnnotations::close);
    }
}
