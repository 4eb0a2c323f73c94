package dev.graft.models.data.records;

import dev.graft.models.data.FirstRecord;
import java.nio.file.Path;

/**
 * LLaVA's format: objects with {@code id}, {@code image} and {@code conversations}; one sample for each answer.
 */
public final class LlavaFormat implements JsonFormat {
    @Override
    public String id() {
        return "llava";
    }

    @Override
    public String look() {
        return "LLaVA's with 'conversations'";
    }

    @Override
    public Match match(FirstRecord first) {
        return first.isObject() && first.has("conversations") ? Match.YES : Match.NO;
    }

    @Override
    public RecordParser parser(Path images) {
        return new LlavaRecords(images);
    }
}
