package dev.graft.models.data.tables;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.Sample;
import dev.graft.models.data.conversations.ConversationRecords;
import dev.graft.models.data.fault.FaultKind;
import dev.graft.models.data.records.Draft;
import dev.graft.models.data.records.ImageFolder;
import dev.graft.models.data.records.JsonRecord;
import dev.graft.models.data.records.MarkedTurns;
import dev.graft.models.data.records.MovedImages;
import dev.graft.models.data.records.NamedImage;
import dev.graft.models.data.records.NumberedImages;
import dev.graft.models.data.records.RecordParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Records of tables and lists that others made, whose columns are found by their usual names: an image with a caption, with a
 * question and its answers, perhaps choices, or with a conversation. What else they hold is not used, and counted.
 */
public final class ColumnRecords implements RecordParser {
    private final Path folder;
    private final NumberedImages numbered;
    private final ImageFolder named;
    private final MovedImages moved;
    private final ConversationRecords conversations;

    /** @param folder of the images */
    public ColumnRecords(Path folder) {
        this.folder = folder;
        this.numbered = new NumberedImages(folder, "mscoco", "");
        this.named = new ImageFolder(folder);
        this.moved = new MovedImages(folder);
        this.conversations = new ConversationRecords(folder);
    }

    @Override
    public List<Sample> parse(JsonRecord record) {
        record.requireObject("an image and a caption, or a question and its answer");
        Columns columns = new Columns(record);
        if (columns.isConversation()) {
            return conversations.parse(record);
        }
        Draft draft = new Draft(
                record, columns.find(Columns.ID).map(record::requiredIdentifier).orElse(record.name()));
        List<ImageRef> images = images(record, columns);
        Optional<String> question = columns.find(Columns.QUESTION);
        if (question.isPresent()) {
            String text = record.filledTextOf(record.get(question.get()), "field '" + question.get() + "'");
            MarkedTurns.place(record, draft, List.of(), text, images);
            answer(record, columns, draft);
        } else if (columns.isAsked()) {
            String text = record.filledTextOf(record.get(Columns.ASKED), "field '" + Columns.ASKED + "'");
            MarkedTurns.place(record, draft, List.of(), text, images);
        } else {
            draft.images(images);
            caption(record, columns, draft, images);
        }
        return List.of(
                draft.types(text(record, columns, Columns.QUESTION_TYPE), text(record, columns, Columns.ANSWER_TYPE))
                        .sample());
    }

    /** Beside an image it says where that is from, or the like. */
    @Override
    public boolean readsVideo(JsonRecord record) {
        Columns columns = new Columns(record);
        return columns.isConversation() || !columns.nameImages();
    }

    private List<ImageRef> images(JsonRecord record, Columns columns) {
        Optional<String> field = columns.find(Columns.IMAGE);
        if (field.isEmpty() && !columns.numberedImages().isEmpty()) {
            NamedImage names = new NamedImage(record, folder);
            return columns.numberedImages().stream()
                    .map(name -> names.of(record.get(name), "field '" + name + "'"))
                    .toList();
        }
        if (field.isEmpty()) {
            Optional<String> id = columns.find(Columns.IMAGE_ID);
            return id.isEmpty() ? List.of() : List.of(numbered.of(record, id.get()));
        }
        columns.find(Columns.IMAGE_ID).ifPresent(record::passOver);
        JsonNode value = record.get(field.get());
        String what = "field '" + field.get() + "'";
        NamedImage names = new NamedImage(record, folder);
        if (value.isTextual() && isBare(value.textValue())) {
            return List.of(named.find(record, List.of(value.textValue().strip())));
        }
        if (!value.isArray()) {
            ImageRef image = names.of(value, what);
            boolean absolute = value.isTextual() && value.textValue().startsWith("/");
            return List.of(absolute ? moved.find(record, image) : image);
        }
        List<ImageRef> images = new ArrayList<>();
        value.forEach(each -> images.add(names.of(each, "each element of " + what)));
        return images;
    }

    /** A file's name, which may lie in a folder that is not written. */
    private static boolean isBare(String name) {
        return name.length() < 256 && !name.contains("://") && !name.startsWith("/") && !name.startsWith("data:");
    }

    private static void answer(JsonRecord record, Columns columns, Draft draft) {
        Optional<String> found = columns.find(Columns.ANSWER);
        if (found.isEmpty() && record.mayLackAnswer()) {
            return;
        }
        String field = found.orElseThrow(
                () -> record.error("a question without an answer; of a test split, whose answers are kept"
                        + " back, nothing can be learnt"));
        List<String> choices = columns.find(Columns.CHOICES)
                .map(name -> texts(record, record.get(name), "each element of '" + name + "'"))
                .orElse(List.of());
        JsonNode value = record.get(field);
        if (choices.isEmpty()) {
            draft.answers(texts(record, value, "field '" + field + "'"));
        } else {
            boolean counted = Columns.plain(field).equals(Columns.INDEX)
                    || value.isIntegralNumber()
                            && columns.find(Columns.CHOICES).map(record::get).stream()
                                    .flatMap(all -> all.valueStream())
                                    .noneMatch(JsonNode::isNumber);
            draft.choices(choices).answers(List.of(choice(record, field, value, choices, counted)));
        }
    }

    /**
     * The right one of choices: by its number from 0, by its letter, or by its words.
     *
     * @param counted whether a number is that of a choice, and not its words: "How many?" is answered by numbers
     */
    private static String choice(
            JsonRecord record, String field, JsonNode value, List<String> choices, boolean counted) {
        String text = record.wordsOf(
                        value.isArray() && value.size() == 1 ? value.get(0) : value, "field '" + field + "'")
                .strip();
        if (!counted && choices.contains(text)) {
            return text;
        }
        int index = -1;
        if (text.matches("\\d{1,3}")) {
            index = Integer.parseInt(text);
        } else if (text.matches("\\(?[A-Za-z]\\)?\\.?")) {
            index = Character.toUpperCase(text.replaceAll("[^A-Za-z]", "").charAt(0)) - 'A';
        }
        if (index < 0 || index >= choices.size()) {
            throw record.error("field '" + field + "' must be one of the " + choices.size()
                    + " choices, its number from 0 or its letter, found " + JsonRecord.describe(value));
        }
        return choices.get(index);
    }

    private static void caption(JsonRecord record, Columns columns, Draft draft, List<ImageRef> images) {
        Optional<String> found = columns.find(Columns.CAPTION);
        if (found.isEmpty() && record.mayLackAnswer() && !images.isEmpty()) {
            return;
        }
        String field = found.orElseThrow(
                () -> record.error("expected a caption (" + String.join(", ", Columns.CAPTION.subList(0, 4))
                        + ") or a question with its answer, found the fields " + names(record)));
        if (images.isEmpty()) {
            throw record.error(
                    FaultKind.NO_IMAGE,
                    "no image (" + String.join(", ", Columns.IMAGE.subList(0, 3))
                            + "): a caption needs the image that it describes");
        }
        draft.answers(texts(record, record.get(field), "field '" + field + "'"));
    }

    private static List<String> names(JsonRecord record) {
        List<String> names = new ArrayList<>();
        record.node().fieldNames().forEachRemaining(names::add);
        return names.stream().limit(10).toList();
    }

    /** A text, a number, or a list of such or of objects that hold one. */
    private static List<String> texts(JsonRecord record, JsonNode value, String what) {
        if (!value.isArray()) {
            return List.of(filled(record, value, what));
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode each : value) {
            if (!each.isNull()) {
                texts.add(filled(record, each, "each element of " + what));
            }
        }
        if (texts.isEmpty()) {
            throw record.error(FaultKind.EMPTY, what + " holds nothing");
        }
        return texts;
    }

    private static String filled(JsonRecord record, JsonNode value, String what) {
        JsonNode words = value;
        for (String field : List.of("answer", "raw", "caption", "text")) {
            words = words.isObject() && words.has(field) ? words.get(field) : words;
        }
        String text = record.wordsOf(words, what);
        if (text.isBlank()) {
            throw record.error(FaultKind.EMPTY, what + " must not be empty");
        }
        return text;
    }

    private static Optional<String> text(JsonRecord record, Columns columns, List<String> names) {
        return columns.find(names)
                .filter(name -> record.node().get(name).isTextual())
                .map(record::text);
    }
}
