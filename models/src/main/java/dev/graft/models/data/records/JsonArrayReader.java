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

/** The elements of one array of a JSON file, one at a time, so that the file may be larger than memory. */
final class JsonArrayReader implements RecordReader {
    private final Path file;
    private final JsonParser parser;
    private final boolean topLevel;
    private int number;
    private boolean ended;

    private JsonArrayReader(Path file, boolean topLevel) {
        this.file = file;
        this.topLevel = topLevel;
        try {
            this.parser = DataJson.JSON.createParser(DataText.open(file));
        } catch (IOException e) {
            throw DataText.failure(file.toString(), e);
        }
    }

    /** Reads the array that is the file. */
    static JsonArrayReader open(Path file) {
        JsonArrayReader reader = new JsonArrayReader(file, true);
        return reader.opened(() -> reader.expect(reader.parser.nextToken(), JsonToken.START_ARRAY, "an array"));
    }

    /** Reads the array under a field of the object that is the file. */
    static JsonArrayReader open(Path file, String field) {
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
            if (parser.nextToken() == JsonToken.END_ARRAY) {
                requireNothingAfter();
                return Optional.empty();
            }
            String at = place() + " (line " + parser.currentTokenLocation().getLineNr() + ")";
            JsonNode node = DataJson.JSON.readTree(parser);
            if (node == null) {
                throw new FaultException(
                        FaultKind.BROKEN_FILE, place(), "the file ends inside the array; it was cut short");
            }
            ended = false;
            return Optional.of(new JsonRecord(node, at, number));
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
            throw new ModelFileException(file, "text after the end of the array");
        }
    }

    private void seek(String field) throws IOException {
        expect(parser.nextToken(), JsonToken.START_OBJECT, "an object with '" + field + "'");
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean found = parser.currentName().equals(field);
            JsonToken value = parser.nextToken();
            if (found) {
                expect(value, JsonToken.START_ARRAY, "an array under '" + field + "'");
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
