package dev.graft.models.data.questions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.models.data.fault.FaultException;
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
import java.util.function.Supplier;

/**
 * The annotations that belong to a VQA questions file, found by question.
 *
 * <p>The official files list both in the same order, so reading on until the annotation appears keeps one in memory; in
 * the worst order all are kept.
 */
final class VqaAnnotations implements Closeable {
    private final Path file;
    private final RecordReader records;
    private FaultException nameless;
    private final Map<String, Supplier<Annotation>> waiting = new HashMap<>();

    /** What humans answered to one question. */
    record Annotation(Optional<String> questionType, Optional<String> answerType, List<String> answers) {}

    VqaAnnotations(Path file) {
        this.file = file;
        this.records = JsonArrayReader.open(file, "annotations");
    }

    /** The annotation of the question that {@code record} asks. */
    Annotation of(JsonRecord record, String question) {
        while (!waiting.containsKey(question)) {
            JsonRecord next = records.next()
                    .orElseThrow(() -> record.error(
                            FaultKind.ANNOTATION,
                            "question_id " + question + " has no annotation in " + file
                                    + "; check that both files are of the same split" + unread()));
            keep(next);
        }
        return waiting.remove(question).get();
    }

    /** Faults are of the question that is annotated, not of the one that was asked for when they were found. */
    private void keep(JsonRecord next) {
        try {
            next.requireObject("'question_id' and 'answers'");
            String id = next.requiredIdentifier("question_id");
            if (waiting.put(id, read(next)) != null) {
                waiting.put(id, failing(next.error(FaultKind.ANNOTATION, "question_id " + id + " is annotated twice")));
            }
        } catch (FaultException e) {
            // Nobody can tell which question it is of; one of them lacks its annotation then.
            nameless = nameless == null ? e : nameless;
        }
    }

    private static Supplier<Annotation> read(JsonRecord record) {
        try {
            Annotation annotation = annotation(record);
            return () -> annotation;
        } catch (FaultException e) {
            return failing(e);
        }
    }

    private static Supplier<Annotation> failing(FaultException e) {
        return () -> {
            throw e;
        };
    }

    private String unread() {
        return nameless == null ? "" : ", and see to " + nameless.getMessage();
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
