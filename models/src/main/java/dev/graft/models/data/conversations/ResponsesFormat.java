package dev.graft.models.data.conversations;

import dev.graft.models.data.FirstRecord;
import dev.graft.models.data.records.JsonFormat;
import dev.graft.models.data.records.RecordParser;
import java.nio.file.Path;
import java.util.List;

/**
 * Objects with a question and its response: {@code query}, {@code response} and {@code history} of ms-swift, {@code instruction},
 * {@code input} and {@code output} of Alpaca; with {@code images} and {@code system}.
 */
public final class ResponsesFormat implements JsonFormat {
    private static final List<List<String>> PAIRS =
            List.of(List.of("query", "response"), List.of("instruction", "output"), List.of("prompt", "completion"));

    @Override
    public String id() {
        return "responses";
    }

    @Override
    public String look() {
        return "ms-swift's 'query' and 'response' (or 'instruction' and 'output')";
    }

    @Override
    public Match match(FirstRecord first) {
        return first.isObject() && PAIRS.stream().anyMatch(first.fields().keySet()::containsAll) ? Match.YES : Match.NO;
    }

    @Override
    public RecordParser parser(Path images) {
        return new ConversationRecords(images);
    }
}
