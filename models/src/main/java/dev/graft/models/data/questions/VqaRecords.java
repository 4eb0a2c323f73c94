package dev.graft.models.data.questions;

import dev.graft.models.data.Sample;
import dev.graft.models.data.records.Draft;
import dev.graft.models.data.records.JsonRecord;
import dev.graft.models.data.records.NumberedImages;
import dev.graft.models.data.records.RecordParser;
import java.nio.file.Path;
import java.util.List;

/** The official VQA questions, each joined with its annotation. */
final class VqaRecords implements RecordParser {
    private final NumberedImages images;
    private final VqaAnnotations annotations;

    VqaRecords(NumberedImages images, Path annotations) {
        this.images = images;
        this.annotations = new VqaAnnotations(annotations);
    }

    @Override
    public List<Sample> parse(JsonRecord record) {
        record.requireObject("'question_id', 'image_id' and 'question'");
        String id = record.requiredIdentifier("question_id");
        VqaAnnotations.Annotation annotation = annotations.of(record, id);
        return List.of(new Draft(record, id)
                .image(images.of(record, "image_id"))
                .question(record.text("question"))
                .answers(annotation.answers())
                .types(annotation.questionType(), annotation.answerType())
                .sample());
    }

    @Override
    public void close() {
        annotations.close();
    }
}
