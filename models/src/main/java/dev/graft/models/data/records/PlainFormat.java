package dev.graft.models.data.records;

import dev.graft.models.data.FirstRecord;
import java.nio.file.Path;
import java.util.Set;

/**
 * Graft's own format: one JSON object a line, or a JSON array of such objects. Each has {@code image}, {@code question} and
 * {@code answer} or {@code answers}; or {@code image} and {@code caption} or {@code captions}. Optional: {@code id},
 * {@code question_type}, {@code answer_type}, {@code meta}, {@code metadata}.
 */
public final class PlainFormat implements JsonFormat {
    private static final Set<String> FIELDS = Set.of("image", "question", "answer", "answers", "caption", "captions");

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
}
