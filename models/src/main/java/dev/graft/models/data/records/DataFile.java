package dev.graft.models.data.records;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.graft.tensors.ModelFileException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/** How data files are opened and parsed, and what their failures become. */
final class DataFile {
    /** Far above any real record; keeps a file that is not what it seems from filling the heap. */
    static final int MAX_TEXT = 16 << 20;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final int MAX_DEPTH = 64;

    static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(MAX_TEXT)
                    .maxNestingDepth(MAX_DEPTH)
                    .build())
            .build());

    /** For text that is one value and nothing after it. */
    static final ObjectReader ONE_VALUE = JSON.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private DataFile() {}

    /** The characters of a UTF-8 file, without a byte order mark; ill-formed bytes end in an exception. */
    static Reader open(Path file) {
        try {
            InputStream bytes = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
            bytes.mark(BYTE_ORDER_MARK.length);
            if (!Arrays.equals(bytes.readNBytes(BYTE_ORDER_MARK.length), BYTE_ORDER_MARK)) {
                bytes.reset();
            }
            return new InputStreamReader(
                    bytes,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT));
        } catch (IOException e) {
            throw failure(file.toString(), e);
        }
    }

    /** What reading failed on, as the exception that callers see. */
    static RuntimeException failure(String place, IOException cause) {
        if (cause instanceof JsonProcessingException json) {
            return new ModelFileException(place + ": not valid JSON" + position(json) + ": " + firstLine(json), cause);
        }
        if (cause instanceof CharacterCodingException) {
            return new ModelFileException(place + ": not UTF-8 text; save the file as UTF-8", cause);
        }
        if (cause instanceof NoSuchFileException) {
            return new ModelFileException(place + ": no such file", cause);
        }
        return new UncheckedIOException(place + ": " + cause.getMessage(), cause);
    }

    /** The first character that is not white space, or 0 where there is none. */
    static char firstLetter(Path file) {
        try (Reader text = open(file)) {
            for (int c = text.read(); c >= 0; c = text.read()) {
                if (!Character.isWhitespace(c)) {
                    return (char) c;
                }
            }
            return 0;
        } catch (IOException e) {
            throw failure(file.toString(), e);
        }
    }

    private static String position(JsonProcessingException json) {
        JsonLocation at = json.getLocation();
        if (at == null) {
            return "";
        }
        return " at " + (at.getLineNr() > 1 ? "line " + at.getLineNr() + ", " : "") + "column " + at.getColumnNr();
    }

    private static String firstLine(JsonProcessingException json) {
        return json.getOriginalMessage().lines().findFirst().orElse("unreadable");
    }
}
