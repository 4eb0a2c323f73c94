package dev.graft.models.data.records;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.models.data.DataText;
import dev.graft.models.data.fault.FaultException;
import dev.graft.models.data.fault.FaultKind;
import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The elements of one array of a JSON file, or the values of one object, one at a time, so that the file may be larger than
 * memory. The name of a value is the id of its record.
 */
public final class JsonArrayReader implements RecordReader {
    private final Path file;
    private final JsonParser parser;
    private final boolean topLevel;
    private final OptionalLong start;
    private JsonToken end = JsonToken.END_ARRAY;
    private int number;
    private boolean ended;

    private JsonArrayReader(Path file, boolean topLevel) {
        this.file = file;
        this.topLevel = topLevel;
        try {
            this.start = DataText.start(file);
            this.parser = DataJson.JSON.createParser(DataText.bytes(file));
        } catch (IOException e) {
            throw DataText.failure(file.toString(), e);
        }
    }

    /** Reads the array that is the file. */
    public static JsonArrayReader open(Path file) {
        JsonArrayReader reader = new JsonArrayReader(file, true);
        return reader.opened(() -> reader.expect(reader.parser.nextToken(), JsonToken.START_ARRAY, "an array"));
    }

    /** Reads the values of the object that is the file. */
    public static JsonArrayReader ofValues(Path file) {
        JsonArrayReader reader = new JsonArrayReader(file, true);
        reader.end = JsonToken.END_OBJECT;
        return reader.opened(() -> reader.expect(reader.parser.nextToken(), JsonToken.START_OBJECT, "an object"));
    }

    /** Reads the array, or the values of the object, under a field of the object that is the file. */
    public static JsonArrayReader open(Path file, String field) {
        JsonArrayReader reader = new JsonArrayReader(file, false);
        return reader.opened(() -> reader.seek(field));
    }

    @Override
    public Optional<JsonRecord> next() {
        if (ended) {
            return Optional.empty();
        }
        ended = true;
        number++;
        try {
            JsonToken token = parser.nextToken();
            if (token == end) {
                requireNothingAfter();
                return Optional.empty();
            }
            String name = token == JsonToken.FIELD_NAME ? parser.currentName() : "";
            if (token == JsonToken.FIELD_NAME) {
                parser.nextToken();
            }
            long offset = parser.currentTokenLocation().getByteOffset();
            String at = place() + " (line " + parser.currentTokenLocation().getLineNr() + ")";
            JsonNode node = DataJson.next(parser);
            if (node == null) {
                throw new FaultException(
                        FaultKind.BROKEN_FILE,
                        place(),
                        "the file ends inside the " + (end == JsonToken.END_ARRAY ? "array" : "object")
                                + "; it was cut short");
            }
            ended = false;
            Origin origin = new Origin(file, start.isPresent() ? OptionalLong.of(start.getAsLong() + offset) : start);
            JsonRecord record = new JsonRecord(node, at, number, origin);
            return Optional.of(name.isEmpty() ? record : record.named(name));
        } catch (IOException e) {
            throw DataText.failure(place(), e);
        }
    }

    @Override
    public void close() {
        try {
            parser.close();
        } catch (IOException e) {
            throw DataText.failure(file.toString(), e);
        }
    }

    private String place() {
        return file + ": record " + number;
    }

    private void requireNothingAfter() throws IOException {
        if (topLevel && parser.nextToken() != null) {
            throw new ModelFileException(
                    file, "text after the end of the " + (end == JsonToken.END_ARRAY ? "array" : "object"));
        }
    }

    private void seek(String field) throws IOException {
        expect(parser.nextToken(), JsonToken.START_OBJECT, "an object with '" + field + "'");
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean found = parser.currentName().equals(field);
            JsonToken value = parser.nextToken();
            if (found) {
                end = value == JsonToken.START_OBJECT ? JsonToken.END_OBJECT : JsonToken.END_ARRAY;
                if (value != JsonToken.START_OBJECT) {
                    expect(value, JsonToken.START_ARRAY, "an array under '" + field + "'");
                }
                return;
            }
            parser.skipChildren();
        }
        throw new ModelFileException(file, "expected an array under '" + field + "', found no such field");
    }

    private void expect(JsonToken found, JsonToken expected, String what) {
        if (found != expected) {
            throw new ModelFileException(file, "expected " + what + ", found " + (found == null ? "nothing" : found));
        }
    }

    private JsonArrayReader opened(Step start) {
        try {
            start.run();
            return this;
        } catch (IOException e) {
            close();
            throw DataText.failure(file.toString(), e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private interface Step {
        void run() throws IOException;
    }
}
