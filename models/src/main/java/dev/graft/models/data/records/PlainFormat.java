package dev.graft.models.data.records;

import dev.graft.models.data.FirstRecord;
import dev.graft.models.data.write.PlainForm;
import dev.graft.models.data.write.SampleForm;
import dev.graft.tensors.Suggestions;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * Graft's own format: one JSON object a line, or a JSON array of such objects. Each has {@code image}, {@code question} and
 * {@code answer} or {@code answers}; or {@code image} and {@code caption} or {@code captions}. Optional: {@code id},
 * {@code question_type}, {@code answer_type}, {@code answer_choices}, {@code system}, {@code history}, {@code meta},
 * {@code metadata}. All that a sample holds can be said.
 */
public final class PlainFormat implements JsonFormat {
    private static final Set<String> FIELDS =
            Set.of("image", VideoFrames.FIELD, "question", "answer", "answers", "caption", "captions");

    /** Fields that others have, however much they look like ours. */
    private static final Set<String> OTHERS =
            Set.of("image_id", "question_id", "caption_id", "text", "imageid", "image_name", "answerable");

    /**
     * Whether records with such fields are Graft's own, perhaps with a misspelt field, and not those of others, who have what
     * Graft knows under the same names and other things beside.
     */
    public static boolean isOwn(Collection<String> fields) {
        boolean read = fields.contains("image") || fields.contains("images") || fields.contains(VideoFrames.FIELD);
        return read
                && fields.stream()
                        .allMatch(field -> PlainRecords.FIELDS.contains(field)
                                || field.equals(VideoFrames.FIELD)
                                || !OTHERS.contains(field)
                                        && Suggestions.nearest(field, PlainRecords.FIELDS)
                                                .isPresent());
    }

    @Override
    public String id() {
        return "records";
    }

    @Override
    public String look() {
        return "an object with 'image', 'question' and 'answer' (or 'caption')";
    }

    @Override
    public Match match(FirstRecord first) {
        if (first.shape() == FirstRecord.Shape.UNREADABLE) {
            // The reader says which line is malformed.
            return first.file().getFileName().toString().matches(".*\\.(jsonl|ndjson)") ? Match.PERHAPS : Match.NO;
        }
        return first.isObject() && first.whole() && FIELDS.stream().anyMatch(first::has) ? Match.PERHAPS : Match.NO;
    }

    @Override
    public RecordParser parser(Path images) {
        return new PlainRecords(images);
    }

    @Override
    public Optional<SampleForm> form() {
        return Optional.of(new PlainForm());
    }
}
