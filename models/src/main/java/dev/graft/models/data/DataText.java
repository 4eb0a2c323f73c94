package dev.graft.models.data;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.graft.models.data.fault.Fault;
import dev.graft.models.data.fault.FaultException;
import dev.graft.models.data.fault.FaultKind;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Place;
import dev.graft.tensors.files.InputFile;
import dev.graft.tensors.files.JsonFile;
import java.io.BufferedInputStream;
import java.io.CharConversionException;
import java.io.EOFException;
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
import java.util.OptionalLong;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The text of data files: how it is opened, and what its failures become. */
public final class DataText {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] GZIP = {0x1F, (byte) 0x8B};
    private static final int BUFFER = 1 << 16;
    private static final int SMALLEST_BUFFER = 1 << 9;

    private DataText() {}

    /**
     * The characters of a UTF-8 file, unpacked where it is packed by gzip, without a byte order mark; ill-formed bytes end in
     * an exception.
     */
    public static Reader open(Path file) {
        return new InputStreamReader(
                bytes(file),
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
    }

    /** The bytes of a text file, unpacked where it is packed by gzip, without a byte order mark. */
    public static InputStream bytes(Path file) {
        InputFile.require(file);
        try {
            int buffer = (int) Math.max(SMALLEST_BUFFER, Math.min(BUFFER, Files.size(file)));
            InputStream bytes = new BufferedInputStream(Files.newInputStream(file), buffer);
            try {
                if (startsWith(bytes, GZIP)) {
                    bytes = new BufferedInputStream(new GZIPInputStream(bytes, BUFFER), BUFFER);
                }
                if (startsWith(bytes, BYTE_ORDER_MARK)) {
                    bytes.skipNBytes(BYTE_ORDER_MARK.length);
                }
                return bytes;
            } catch (IOException e) {
                bytes.close();
                throw e;
            }
        } catch (IOException e) {
            throw failure(file.toString(), e);
        }
    }

    /** Where in a file the text of {@link #bytes} begins; empty where it is packed, so that no place in it can be gone to. */
    public static OptionalLong start(Path file) {
        try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file))) {
            if (startsWith(bytes, GZIP)) {
                return OptionalLong.empty();
            }
            return OptionalLong.of(startsWith(bytes, BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0);
        } catch (IOException e) {
            throw failure(file.toString(), e);
        }
    }

    private static boolean startsWith(InputStream bytes, byte[] beginning) throws IOException {
        bytes.mark(beginning.length);
        boolean equal = Arrays.equals(bytes.readNBytes(beginning.length), beginning);
        bytes.reset();
        return equal;
    }

    /**
     * What reading failed on, as the exception that callers see.
     *
     * @param place the file, and where in it
     */
    public static RuntimeException failure(String place, IOException cause) {
        return failure(FaultKind.BROKEN_FILE, place, cause);
    }

    /**
     * What reading failed on, as the exception that callers see.
     *
     * @param kind of text that is not what it should be
     * @param place the file, and where in it
     */
    public static RuntimeException failure(FaultKind kind, String place, IOException cause) {
        if (cause instanceof JsonProcessingException json
                && !json.getOriginalMessage().startsWith("Invalid UTF-8")) {
            return new FaultException(new Fault(kind, place, problem(json)), cause);
        }
        if (cause instanceof JsonProcessingException
                || cause instanceof CharacterCodingException
                || cause instanceof CharConversionException) {
            return new FaultException(new Fault(kind, place, "not UTF-8 text; save the file as UTF-8"), cause);
        }
        if (cause instanceof NoSuchFileException) {
            return new ModelFileException(place, "no such file", cause);
        }
        if (cause instanceof ZipException || cause instanceof EOFException) {
            String problem = "packed by gzip, and damaged or cut short: " + cause.getMessage();
            return new FaultException(new Fault(FaultKind.BROKEN_FILE, place, problem), cause);
        }
        return new UncheckedIOException(Place.at(place, cause.getMessage()), cause);
    }

    /** The first character that is not white space, or 0 where there is none. */
    public static char firstLetter(Path file) {
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

    private static String problem(JsonProcessingException json) {
        return "not valid JSON" + position(json) + ": " + firstLine(json);
    }

    private static String position(JsonProcessingException json) {
        JsonLocation at = json.getLocation();
        if (at == null) {
            return "";
        }
        return " at " + (at.getLineNr() > 1 ? "line " + at.getLineNr() + ", " : "") + "column " + at.getColumnNr();
    }

    private static String firstLine(JsonProcessingException json) {
        return JsonFile.problem(json);
    }
}
