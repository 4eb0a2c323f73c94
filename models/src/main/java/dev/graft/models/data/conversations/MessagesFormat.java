package dev.graft.models.data.conversations;

import dev.graft.models.data.FirstRecord;
import dev.graft.models.data.records.JsonFormat;
import dev.graft.models.data.records.RecordParser;
import dev.graft.models.data.write.ConversationForm;
import dev.graft.models.data.write.SampleForm;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Objects with {@code messages}, each of a {@code role} and its {@code content}, and {@code images}: LLaMA-Factory, ms-swift,
 * TRL; and OpenAI's, whose contents are lists of parts.
 */
public final class MessagesFormat implements JsonFormat {
    @Override
    public String id() {
        return "messages";
    }

    @Override
    public String look() {
        return "a chat's 'messages'";
    }

    @Override
    public Match match(FirstRecord first) {
        return first.isObject() && first.fields().get("messages") == FirstRecord.Kind.ARRAY ? Match.YES : Match.NO;
    }

    @Override
    public RecordParser parser(Path images) {
        return new ConversationRecords(images);
    }

    @Override
    public Optional<SampleForm> form() {
        return Optional.of(ConversationForm.MESSAGES);
    }
}
