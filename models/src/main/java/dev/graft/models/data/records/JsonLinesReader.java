package dev.graft.models.data.records;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.models.data.DataText;
import dev.graft.models.data.fault.FaultException;
import dev.graft.models.data.fault.FaultKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** One JSON value a line; empty lines are passed over. A malformed line does not hide the ones after it. */
final class JsonLinesReader implements RecordReader {
    private final Path file;
    private final BufferedReader text;
    private final StringBuilder line = new StringBuilder();
    private int lineNumber;
    private boolean ended;

    JsonLinesReader(Path file) {
        this.file = file;
        this.text = new BufferedReader(DataText.open(file), 1 << 16);
    }

    @Override
    public Optional<JsonRecord> next() {
        try {
            while (!ended) {
                lineNumber++;
                readLine();
                if (!line.toString().isBlank()) {
                    return Optional.of(new JsonRecord(json(), place(), lineNumber));
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw DataText.failure(place(), e);
        }
    }

    @Override
    public void close() {
        try {
            text.close();
        } catch (IOException e) {
            throw DataText.failure(file.toString(), e);
        }
    }

    private JsonNode json() throws IOException {
        try {
            return DataJson.ONE_VALUE.readTree(line.toString());
        } catch (JsonProcessingException e) {
            // The line is at fault, and not the file.
            throw DataText.failure(FaultKind.MALFORMED, place(), e);
        }
    }

    private String place() {
        return file + ":" + lineNumber;
    }

    private void readLine() throws IOException {
        line.setLength(0);
        boolean complete = false;
        try {
            for (int c = text.read(); c != '\n'; c = text.read()) {
                if (c < 0) {
                    ended = true;
                    break;
                }
                if (line.length() == DataJson.MAX_TEXT) {
                    throw new FaultException(
                            FaultKind.BROKEN_FILE,
                            place(),
                            "a line of more than " + DataJson.MAX_TEXT
                                    + " characters; expected one JSON object a line");
                }
                line.append((char) c);
            }
            complete = true;
        } finally {
            // After text that cannot be decoded, or a line without end, there is no next line to find.
            ended |= !complete;
        }
    }
}
