package dev.graft.tensors.safetensors;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Letters;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.ForeignContent;
import dev.graft.tensors.files.JsonFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads the JSON of a safetensors header, strictly: standard JSON in UTF-8, nothing after it but white space, no key
 * twice, no key that the format does not define.
 */
final class HeaderReader {
    /** PyTorch and NumPy stop at 64 dimensions too. */
    private static final int MAX_RANK = 64;

    // Canonical field names are off: the symbol table is of no use for names that occur once, and one made of colliding
    // names makes Jackson fail. The length limits are the header's own.
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNameLength(Header.MAX_BYTES)
                    .maxStringLength(Header.MAX_BYTES)
                    .maxNestingDepth(8)
                    .build())
            .build();

    private final Path file;
    private final JsonParser json;
    private Map<String, String> metadata;
    private final Map<String, Header.Entry> tensors = new LinkedHashMap<>();

    private HeaderReader(Path file, JsonParser json) {
        this.file = file;
        this.json = json;
    }

    /** Reads the header from its bytes. Positions and sizes are not checked against each other yet. */
    public static Header read(Path file, byte[] header) {
        if (header.length == 0 || header[0] != '{') {
            throw new ModelFileException(
                    file,
                    "the header does not start with '{'; this is not a safetensors file" + ForeignContent.hint(file));
        }
        // A reader, not the bytes, because Jackson would accept UTF-16 and UTF-32 as well.
        try (Reader text =
                        new InputStreamReader(new ByteArrayInputStream(header), StandardCharsets.UTF_8.newDecoder());
                JsonParser json = JSON.createParser(text)) {
            return new HeaderReader(file, json).readHeader();
        } catch (CharacterCodingException e) {
            throw new ModelFileException(file, "the header is not valid UTF-8", e);
        } catch (JacksonException e) {
            throw new ModelFileException(file, "the header is not valid JSON: " + JsonFile.problem(e), e);
        } catch (IOException e) {
            throw new ModelFileException(file, "the header cannot be read: " + e.getMessage(), e);
        }
    }

    private Header readHeader() throws IOException {
        json.nextToken();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            if (name.equals(Header.METADATA)) {
                require(metadata == null, "the key '" + Header.METADATA + "' occurs twice");
                metadata = readMetadata();
            } else if (tensors.put(name, readTensor(name)) != null) {
                throw error("the tensor '" + name + "' occurs twice");
            }
        }
        require(json.nextToken() == null, "something follows the JSON object of the header");
        return new Header(metadata == null ? new LinkedHashMap<>() : metadata, tensors);
    }

    private Map<String, String> readMetadata() throws IOException {
        String where = "'" + Header.METADATA + "'";
        require(json.nextToken() == JsonToken.START_OBJECT, where + " is not an object of strings");
        Map<String, String> entries = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            require(json.nextToken() == JsonToken.VALUE_STRING, where + ": the value of '" + key + "' is not a string");
            require(entries.put(key, text(json.getText())) == null, where + ": the key '" + key + "' occurs twice");
        }
        return entries;
    }

    private Header.Entry readTensor(String name) throws IOException {
        String where = "tensor '" + name + "': ";
        require(
                json.nextToken() == JsonToken.START_OBJECT,
                where + "expected an object with dtype, shape and data_offsets");
        Fields fields = new Fields();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            readField(fields, json.currentName(), where);
        }
        require(fields.type != null, where + "dtype is missing");
        require(fields.shape != null, where + "shape is missing");
        require(fields.offsets != null, where + "data_offsets is missing");
        int count = fields.offsets.length;
        require(count == 2, where + "data_offsets has fewer than 2 numbers: " + count);
        long begin = fields.offsets[0];
        long end = fields.offsets[1];
        require(begin <= end, where + "data_offsets [" + begin + ", " + end + "] end before they begin");
        return new Header.Entry(name, fields.type, fields.shape, begin, end);
    }

    /** What has been read of a tensor's description. */
    private static final class Fields {
        private ElementType type;
        private long[] shape;
        private long[] offsets;
    }

    private void readField(Fields fields, String key, String where) throws IOException {
        boolean twice;
        switch (key) {
            case "dtype" -> {
                twice = fields.type != null;
                fields.type = readType(where);
            }
            case "shape" -> {
                twice = fields.shape != null;
                fields.shape = readNumbers(where + "shape", MAX_RANK);
            }
            case "data_offsets" -> {
                twice = fields.offsets != null;
                fields.offsets = readNumbers(where + "data_offsets", 2);
            }
            default -> throw error(where + "unknown key '" + key + "'; the format has dtype, shape and data_offsets");
        }
        require(!twice, where + "the key '" + key + "' occurs twice");
    }

    private ElementType readType(String where) throws IOException {
        require(json.nextToken() == JsonToken.VALUE_STRING, where + "dtype is not a string");
        String name = json.getText();
        return Arrays.stream(ElementType.values())
                .filter(type -> name.equals(type.safetensorsName()))
                .findFirst()
                .orElseThrow(() -> error(where + "unknown dtype '" + shorten(name) + "'; expected one of "
                        + Arrays.stream(ElementType.values())
                                .map(ElementType::safetensorsName)
                                .filter(known -> known != null)
                                .collect(Collectors.joining(", "))));
    }

    private long[] readNumbers(String where, int most) throws IOException {
        require(json.nextToken() == JsonToken.START_ARRAY, where + " is not a list of numbers");
        long[] numbers = new long[most];
        int count = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            require(json.currentToken() == JsonToken.VALUE_NUMBER_INT, where + " is not a list of whole numbers");
            require(count < most, where + " has more than " + most + " numbers");
            long number = json.getLongValue();
            require(number >= 0, where + " has the negative number " + number);
            numbers[count++] = number;
        }
        return Arrays.copyOf(numbers, count);
    }

    /** Jackson itself refuses lone surrogates in names, not in values. */
    private String text(String decoded) {
        require(Letters.areWhole(decoded), "a text has half of a surrogate pair in it");
        return decoded;
    }

    private void require(boolean condition, String message) {
        if (!condition) {
            throw error(message);
        }
    }

    private ModelFileException error(String message) {
        return new ModelFileException(file, "header: " + message);
    }

    private static String shorten(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }
}
