package dev.graft.models.data.questions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.models.data.fault.FaultKind;
import dev.graft.models.data.records.JsonArrayReader;
import dev.graft.models.data.records.JsonRecord;
import dev.graft.models.data.records.RecordReader;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The annotations that belong to a VQA questions file, found by question.
 *
 * <p>The official files list both in the same order, so reading on until the annotation appears keeps one in memory; in
 * the worst order all are kept.
 */
final class VqaAnnotations implements Closeable {
    private final Path file;
    private final RecordReader records;
    private final Map<String, Annotation> waiting = new HashMap<>();

    /** What humans answered to one question. */
    record Annotation(Optional<String> questionType, Optional<String> answerType, List<String> answers) {}

    VqaAnnotations(Path file) {
        this.file = file;
        this.records = JsonArrayReader.open(file, "annotations");
    }

    /** The annotation of the question that {@code record} asks. */
    Annotation of(JsonRecord record, String question) {
        Annotation found = waiting.remove(question);
        while (found == null) {
            JsonRecord next = records.next()
                    .orElseThrow(() -> record.error(
                            FaultKind.ANNOTATION,
                            "question_id " + question + " has no annotation in " + file
                                    + "; check that both files are of the same split"));
            next.requireObject("'question_id' and 'answers'");
            String id = next.requiredIdentifier("question_id");
            Annotation read = annotation(next);
            if (id.equals(question)) {
                found = read;
            } else if (waiting.put(id, read) != null) {
                throw next.error(FaultKind.ANNOTATION, "question_id " + id + " is annotated twice");
            }
        }
        return found;
    }

    @Override
    public void close() {
        records.close();
    }

    private static Annotation annotation(JsonRecord record) {
        List<String> answers = new ArrayList<>();
        if (record.has("answers") || !record.has("answer") && !record.has("multiple_choice_answer")) {
            for (JsonNode answer : record.elements("answers")) {
                JsonNode words = answer.isObject() ? answer.get("answer") : answer;
                answers.add(record.wordsOf(words, "'answer' of each element of 'answers'"));
            }
        } else {
            String field = record.has("answer") ? "answer" : "multiple_choice_answer";
            answers.add(record.wordsOf(record.get(field), "field '" + field + "'"));
        }
        return new Annotation(record.optionalText("question_type"), record.optionalText("answer_type"), answers);
    }
}
