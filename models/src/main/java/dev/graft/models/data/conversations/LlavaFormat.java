package dev.graft.models.data.conversations;

import dev.graft.models.data.FirstRecord;
import dev.graft.models.data.records.JsonFormat;
import dev.graft.models.data.records.RecordParser;
import dev.graft.models.data.write.ConversationForm;
import dev.graft.models.data.write.SampleForm;
import java.nio.file.Path;
import java.util.Optional;

/**
 * LLaVA's format and its kin, ShareGPT's and Qwen-VL's: objects with {@code id}, {@code image} and {@code conversations}; one
 * sample for each answer.
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
        return first.isObject() && first.fields().get("conversations") == FirstRecord.Kind.ARRAY ? Match.YES : Match.NO;
    }

    @Override
    public RecordParser parser(Path images) {
        return new ConversationRecords(images);
    }

    @Override
    public Optional<SampleForm> form() {
        return Optional.of(ConversationForm.LLAVA);
    }
}
