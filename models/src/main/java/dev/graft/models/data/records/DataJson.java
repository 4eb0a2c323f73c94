package dev.graft.models.data.records;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** How the JSON of data files is parsed. */
public final class DataJson {
    /** Far above any real record; keeps a file that is not what it seems from filling the heap. */
    public static final int MAX_TEXT = 64 << 20;

    private static final int MAX_DEPTH = 64;

    public static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(MAX_TEXT)
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            // A number of a text, such as an answer, is to stay as it is written.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** For text that is one value and nothing after it. */
    private static final ObjectReader ONE_VALUE = JSON.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private DataJson() {}

    /**
     * The value that comes next; null at the end.
     *
     * @throws IOException also for a number with an exponent that no number can have, on which the library fails otherwise
     */
    static JsonNode next(JsonParser parser) throws IOException {
        try {
            return JSON.readTree(parser);
        } catch (NumberFormatException e) {
            throw new JsonParseException(parser, "a number is too large", e);
        }
    }

    /** The one value of a text; fails as {@link #next}. */
    public static JsonNode only(String text) throws IOException {
        try {
            return ONE_VALUE.readTree(text);
        } catch (NumberFormatException e) {
            throw new JsonParseException(null, "a number is too large", e);
        }
    }
}
