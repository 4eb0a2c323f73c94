package dev.graft.models.data.records;

import dev.graft.models.data.Sample;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The official VQA questions, each joined with its annotation. */
final class VqaRecords implements RecordParser {
    private final VqaImages images;
    private final VqaAnnotations annotations;

    VqaRecords(VqaImages images, Path annotations) {
        this.images = images;
        this.annotations = new VqaAnnotations(annotations);
    }

    @Override
    public List<Sample> parse(JsonRecord record) {
        record.requireObject("'question_id', 'image_id' and 'question'");
        long id = record.wholeNumber("question_id");
        VqaAnnotations.Annotation annotation = annotations.of(record, id);
        return List.of(Sample.of(
                Long.toString(id),
                Optional.of(images.of(record, record.wholeNumber("image_id"))),
                record.text("question"),
                annotation.answers(),
                annotation.questionType(),
                annotation.answerType(),
                record.number()));
    }

    @Override
    public void close() {
        annotations.close();
    }
}
