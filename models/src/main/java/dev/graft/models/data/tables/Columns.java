package dev.graft.models.data.tables;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.models.data.records.JsonRecord;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names under which tables and lists of others have what Graft needs, in the order in which they are looked for. */
public final class Columns {
    static final List<String> IMAGE = List.of(
            "image",
            "images",
            "image_path",
            "image_paths",
            "image_file",
            "image_name",
            "image_filename",
            "file_name",
            "filename",
            "file_path",
            "filepath",
            "img",
            "img_path",
            "path",
            "pil_image",
            "jpg",
            "jpeg",
            "png",
            "webp",
            "gif",
            "bmp");
    static final List<String> IMAGE_ID = List.of("image_id", "imageid", "img_id");
    static final List<String> QUESTION = List.of("question", "query", "sent", "problem");
    static final List<String> ANSWER = List.of(
            "answers",
            "answer",
            Columns.INDEX,
            "multiple_choice_answer",
            "label",
            "gt_answer",
            "ground_truth",
            "response",
            "direct_answers");
    /** An answer that is always the number of a choice. */
    static final String INDEX = "correct_choice_idx";

    static final List<String> CAPTION = List.of(
            "caption",
            "captions",
            "text",
            "title",
            "txt",
            "reference_strs",
            "caption_str",
            "sentences",
            "raw",
            "description",
            "comment",
            "alt_text",
            "report",
            "findings");
    /** Where LLaVA's files of questions have them. */
    static final String ASKED = "text";

    static final List<String> CHOICES = List.of("choices", "options", "multiple_choices");
    static final List<String> ID = List.of("id", "question_id", "questionid", "qid", "sample_id", "uid", "__key__");
    static final List<String> QUESTION_TYPE = List.of("question_type", "type", "category");
    static final List<String> ANSWER_TYPE = List.of("answer_type");

    private static final Set<String> TURNS = Set.of("conversations", "messages", "conversation", "texts");

    /** Each of several images in a column of its own, as MMMU and NLVR2 have them. */
    private static final Pattern NUMBERED =
            Pattern.compile("(?:image|img)_?(\\d{1,3})|(left|right)_image|image_(left|right)");

    private final JsonRecord record;
    private final Map<String, String> names = new HashMap<>();

    Columns(JsonRecord record) {
        this.record = record;
        for (Iterator<String> fields = record.node().fieldNames(); fields.hasNext(); ) {
            String field = fields.next();
            names.putIfAbsent(plain(field), field);
        }
    }

    /** Whether columns of such names would be read. */
    public static boolean known(Iterable<String> columns) {
        boolean image = false;
        boolean words = false;
        for (String column : columns) {
            String plain = plain(column);
            image |= IMAGE.contains(plain)
                    || IMAGE_ID.contains(plain)
                    || NUMBERED.matcher(plain).matches();
            words |= CAPTION.contains(plain) || QUESTION.contains(plain) || TURNS.contains(plain);
        }
        return image && words;
    }

    /** As they are compared: in small letters, without spaces around, with _ between words. */
    static String plain(String column) {
        return column.strip().toLowerCase(Locale.ROOT).replace(' ', '_').replace('-', '_');
    }

    /** The name in the record of the first of the columns that is not empty there. */
    Optional<String> find(List<String> columns) {
        return columns.stream()
                .map(names::get)
                .filter(name -> name != null && !isEmpty(record.node().get(name)))
                .findFirst();
    }

    /** Whether an image is named, whatever the column. */
    boolean nameImages() {
        return find(IMAGE).isPresent()
                || find(IMAGE_ID).isPresent()
                || !numberedImages().isEmpty();
    }

    /** The columns of several images that are not empty: by their numbers, or the left one first. */
    List<String> numberedImages() {
        return names.keySet().stream()
                .filter(name -> NUMBERED.matcher(name).matches())
                .sorted(Comparator.comparingInt(Columns::number))
                .map(names::get)
                .filter(name -> !isEmpty(record.node().get(name)))
                .toList();
    }

    private static int number(String name) {
        Matcher matcher = NUMBERED.matcher(name);
        return matcher.matches() && matcher.group(1) != null
                ? Integer.parseInt(matcher.group(1))
                : name.contains("left") ? 0 : 1;
    }

    /** Whether {@code text} is a question that is only to be asked, as in LLaVA's question files, and no caption. */
    boolean isAsked() {
        return record.mayLackAnswer() && record.has("question_id") && record.has(ASKED);
    }

    /** The conversation of a record that is one. */
    boolean isConversation() {
        return TURNS.stream()
                .anyMatch(name -> record.node().path(name).isArray()
                        && !record.node().path(name).isEmpty()
                        && record.node().path(name).get(0).isObject());
    }

    private static boolean isEmpty(JsonNode value) {
        return value == null
                || value.isNull()
                || value.isTextual() && value.textValue().isBlank()
                || value.isContainerNode() && value.isEmpty();
    }
}
