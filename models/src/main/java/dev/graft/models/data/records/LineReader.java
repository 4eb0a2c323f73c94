package dev.graft.models.data.records;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.graft.models.data.DataText;
import dev.graft.models.data.fault.FaultException;
import dev.graft.models.data.fault.FaultKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Records that are lines of text, in a form of their own; empty lines are passed over. */
public final class LineReader implements RecordReader {
    private final Path file;
    private final BufferedReader text;
    private final Function<JsonRecord, JsonNode> form;
    private int number;
    private boolean ended;

    /** @param form makes an object of a line, which it gets as a record that is a text */
    public LineReader(Path file, Function<JsonRecord, JsonNode> form) {
        this.file = file;
        this.form = form;
        this.text = new BufferedReader(DataText.open(file));
    }

    @Override
    public Optional<JsonRecord> next() {
        try {
            while (!ended) {
                String line = line();
                ended = line == null;
                number++;
                if (line != null && !line.isBlank()) {
                    JsonRecord record = record(new TextNode(line));
                    return Optional.of(record(form.apply(record)));
                }
            }
            return Optional.empty();
        } catch (CharacterCodingException e) {
            ended = true;
            throw DataText.failure(FaultKind.BROKEN_FILE, file + ":" + (number + 1), e);
        } catch (IOException e) {
            ended = true;
            throw DataText.failure(file.toString(), e);
        }
    }

    /** The next line, null at the end. One that never ends would fill the memory. */
    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int character = text.read();
        if (character < 0) {
            return null;
        }
        for (; character >= 0 && character != '\n'; character = text.read()) {
            if (line.length() == DataJson.MAX_TEXT) {
                ended = true;
                throw new FaultException(
                        FaultKind.BROKEN_FILE,
                        file,
                        "line " + (number + 1) + " has more than " + DataJson.MAX_TEXT + " characters");
            }
            line.append((char) character);
        }
        if (line.length() > 0 && line.charAt(line.length() - 1) == '\r') {
            line.setLength(line.length() - 1);
        }
        return line.toString();
    }

    private JsonRecord record(JsonNode node) {
        return new JsonRecord(node, file + ":" + number, number, new Origin(file, OptionalLong.empty()));
    }

    @Override
    public void close() {
        try {
            text.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
