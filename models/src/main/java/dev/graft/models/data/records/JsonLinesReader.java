package dev.graft.models.data.records;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.models.data.DataText;
import dev.graft.models.data.fault.FaultException;
import dev.graft.models.data.fault.FaultKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** One JSON value a line; empty lines are passed over. A malformed line does not hide the ones after it. */
public final class JsonLinesReader implements RecordReader {
    private final Path file;
    private final InputStream text;
    private final OptionalLong start;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long offset;
    private int lineNumber;
    private boolean ended;

    public JsonLinesReader(Path file) {
        this.file = file;
        this.start = DataText.start(file);
        this.text = DataText.bytes(file);
    }

    @Override
    public Optional<JsonRecord> next() {
        try {
            while (!ended) {
                lineNumber++;
                long from = offset;
                readLine();
                String content = text();
                if (!content.isBlank()) {
                    Origin origin =
                            new Origin(file, start.isPresent() ? OptionalLong.of(start.getAsLong() + from) : start);
                    return Optional.of(new JsonRecord(json(content), place(), lineNumber, origin));
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

    /** What is wrong with a line is its own fault, and not the file's. */
    private JsonNode json(String content) {
        try {
            return DataJson.only(content);
        } catch (IOException e) {
            throw DataText.failure(FaultKind.MALFORMED, place(), e);
        }
    }

    private String text() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw DataText.failure(FaultKind.MALFORMED, place(), e);
        }
    }

    private String place() {
        return file + ":" + lineNumber;
    }

    private void readLine() throws IOException {
        line.reset();
        boolean complete = false;
        try {
            for (int c = text.read(); c != '\n'; c = text.read()) {
                if (c < 0) {
                    ended = true;
                    break;
                }
                if (line.size() == DataJson.MAX_TEXT) {
                    throw new FaultException(
                            FaultKind.BROKEN_FILE,
                            place(),
                            "a line of more than " + DataJson.MAX_TEXT + " bytes; expected one JSON object a line");
                }
                line.write(c);
            }
            offset += line.size() + 1L;
            complete = true;
        } finally {
            // After a line without end there is no next line to find.
            ended |= !complete;
        }
    }
}
