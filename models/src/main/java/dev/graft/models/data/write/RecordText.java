package dev.graft.models.data.write;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.models.data.Sample;
import dev.graft.models.data.records.DataJson;
import dev.graft.models.data.records.JsonRecord;
import dev.graft.models.data.records.Origin;
import dev.graft.models.data.records.RecordParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** Records as text, as they stand in a file. */
final class RecordText {
    private static final Origin NOWHERE = new Origin(Path.of(""), OptionalLong.empty());

    private RecordText() {}

    static String of(ObjectNode record) {
        try {
            return DataJson.JSON.writeValueAsString(record);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of texts and numbers can be written", e);
        }
    }

    static List<Sample> read(String record, RecordParser parser) {
        try {
            return parser.parse(new JsonRecord(DataJson.only(record), "record", 1, NOWHERE));
        } catch (IOException e) {
            throw new IllegalStateException("what was written is JSON", e);
        }
    }
}
