package dev.graft.models.data.questions;

import dev.graft.models.data.FirstRecord;
import dev.graft.models.data.records.JsonFormat;
import dev.graft.models.data.records.RecordParser;
import java.nio.file.Path;
import java.util.Set;

/**
 * POPE: one JSON object a line with {@code question_id}, {@code image}, {@code text}, the question, and {@code label}, yes or
 * no.
 */
public final class PopeFormat implements JsonFormat {
    private static final Set<String> FIELDS = Set.of("image", "text", "label");

    @Override
    public String id() {
        return "pope";
    }

    @Override
    public String look() {
        return "POPE's with 'text' and 'label'";
    }

    @Override
    public Match match(FirstRecord first) {
        return first.isObject() && first.whole() && first.fields().keySet().containsAll(FIELDS) ? Match.YES : Match.NO;
    }

    @Override
    public RecordParser parser(Path images) {
        return new PopeRecords(images);
    }
}
