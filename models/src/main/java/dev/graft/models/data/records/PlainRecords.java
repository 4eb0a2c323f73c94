package dev.graft.models.data.records;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.models.data.ImagePlace;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.Sample;
import dev.graft.models.data.Turn;
import dev.graft.models.data.fault.FaultKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Graft's own format: one object a sample. Every field is known, so a misspelt one is found. */
final class PlainRecords implements RecordParser {
    private static final List<String> ANSWER_FIELDS = List.of("answer", "answers", "caption", "captions");
    static final Set<String> FIELDS = new TreeSet<>(List.of(
            "id",
            "image",
            "images",
            "question",
            "answer",
            "answers",
            "caption",
            "captions",
            "question_type",
            "answer_type",
            "answer_choices",
            "system",
            "history",
            "meta",
            "metadata"));

    private final Path images;

    PlainRecords(Path images) {
        this.images = images;
    }

    @Override
    public List<Sample> parse(JsonRecord record) {
        record.requireObject("'image', 'question' and 'answer'");
        record.requireOnly(FIELDS);
        String answerField = answerField(record);
        boolean caption = answerField.startsWith("caption");
        boolean unanswered = answerField.isEmpty();
        if (!unanswered && caption == record.has("question")) {
            throw record.error(
                    caption
                            ? "found 'question' together with '" + answerField + "'; a question has an 'answer'"
                            : "found '" + answerField + "' without a 'question'; text about the image is a 'caption'");
        }
        List<ImageRef> shown = ImageFields.of(record, images, List.of("image", "images"));
        if (caption && shown.isEmpty()) {
            throw record.error(
                    FaultKind.NO_IMAGE, "field 'image' is missing: a caption needs the image that it describes");
        }
        String question = caption || unanswered && !record.has("question")
                ? ""
                : record.filledTextOf(record.get("question"), "field 'question'");
        List<Turn> history = PlainTurns.history(record);
        List<String> answers = unanswered ? List.of() : answers(record, answerField);
        Draft draft = new Draft(record, record.identifier("id"))
                .instruction(record.optionalText("system").orElse(""))
                .answers(answers)
                .choices(choices(record, answers));
        List<ImagePlace> places = PlainTurns.places(record, history.size());
        if (places.stream().allMatch(ImagePlace.FRONT::equals)) {
            MarkedTurns.place(record, draft, history, question, shown);
        } else {
            draft.history(history).question(question);
            for (int i = 0; i < shown.size(); i++) {
                draft.image(shown.get(i), places.get(i));
            }
        }
        return List.of(draft.types(record.optionalText("question_type"), record.optionalText("answer_type"))
                .sample());
    }

    @Override
    public boolean readsVideo(JsonRecord record) {
        return true;
    }

    /** Where the answer stands; empty where there is none and none is needed. */
    private static String answerField(JsonRecord record) {
        List<String> present = ANSWER_FIELDS.stream()
                .filter(field -> record.has(field) && !(record.mayLackAnswer() && isEmpty(record.get(field))))
                .toList();
        if (present.isEmpty() && record.mayLackAnswer()) {
            return "";
        }
        if (present.size() != 1) {
            String all = ANSWER_FIELDS.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
            throw record.error("expected exactly one of " + all + ", found "
                    + (present.isEmpty() ? "none" : String.join(" and ", present)));
        }
        return present.get(0);
    }

    private static boolean isEmpty(JsonNode value) {
        return value.isTextual() && value.textValue().isBlank() || value.isArray() && value.isEmpty();
    }

    private static List<String> answers(JsonRecord record, String field) {
        JsonNode value = record.get(field);
        if (!value.isArray() && !field.endsWith("s")) {
            return List.of(record.filledTextOf(value, "field '" + field + "'"));
        }
        List<String> answers = record.elements(field).stream()
                .map(element -> record.textOf(element, "each element of '" + field + "'"))
                .toList();
        // One of many who were asked may have said nothing.
        if (answers.stream().allMatch(String::isBlank)) {
            throw record.error(FaultKind.EMPTY, "field '" + field + "' must not be empty");
        }
        return answers;
    }

    /** The answers to choose from, the right ones among them. */
    private static List<String> choices(JsonRecord record, List<String> answers) {
        if (!record.has("answer_choices")) {
            return List.of();
        }
        List<String> choices = record.elements("answer_choices").stream()
                .map(element -> record.textOf(element, "each element of 'answer_choices'"))
                .toList();
        if (!choices.containsAll(answers)) {
            throw record.error("each right answer must be one of 'answer_choices', found \"" + answers.get(0) + "\"");
        }
        return choices;
    }
}
