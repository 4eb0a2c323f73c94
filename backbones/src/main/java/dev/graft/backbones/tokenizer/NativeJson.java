package dev.graft.backbones.tokenizer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Reads JSON and refuses what Jackson takes and Rust's serde_json does not: arrays and objects 128 deep, numbers
 * beyond a double, halves of characters. In some places the native library ends the process instead of reporting it.
 */
final class NativeJson extends JsonParserDelegate {
    /** {@code remaining_depth} of serde_json. */
    private static final int DEPTH_LIMIT = 128;
    /** Any number of fewer digits is within a double. */
    private static final int SURELY_FINITE_DIGITS = 300;

    private final Path file;
    private int depth;

    NativeJson(Path file, JsonParser parser) {
        super(parser);
        this.file = file;
    }

    @Override
    public JsonToken nextToken() throws IOException {
        JsonToken token = super.nextToken();
        if (token != null) {
            check(token);
        }
        return token;
    }

    /** So that what is skipped is checked, too. */
    @Override
    public JsonParser skipChildren() throws IOException {
        JsonToken token = currentToken();
        if (token == null || !token.isStructStart()) {
            return this;
        }
        int outside = depth - 1;
        while (depth > outside) {
            if (nextToken() == null) {
                return this;
            }
        }
        return this;
    }

    private void check(JsonToken token) throws IOException {
        if (token.isStructStart()) {
            depth++;
            if (depth >= DEPTH_LIMIT) {
                throw error("arrays and objects at most " + (DEPTH_LIMIT - 1) + " deep", "deeper ones");
            }
        } else if (token.isStructEnd()) {
            depth--;
        } else if (token == JsonToken.FIELD_NAME || token == JsonToken.VALUE_STRING) {
            checkText();
        } else if (token.isNumeric()
                && (token == JsonToken.VALUE_NUMBER_FLOAT || getTextLength() > SURELY_FINITE_DIGITS)
                && !Double.isFinite(Double.parseDouble(getText()))) {
            throw error("a number within the range of a double", getText());
        }
    }

    private void checkText() throws IOException {
        char[] text = getTextCharacters();
        int start = getTextOffset();
        int end = start + getTextLength();
        for (int i = start; i < end; i++) {
            if (Character.isSurrogate(text[i])) {
                boolean isPair =
                        Character.isHighSurrogate(text[i]) && i + 1 < end && Character.isLowSurrogate(text[i + 1]);
                if (!isPair) {
                    throw error("whole characters", "half a surrogate pair, \\u" + Integer.toHexString(text[i]));
                }
                i++;
            }
        }
    }

    private ModelFileException error(String expected, String found) {
        String pointer = getParsingContext().pathAsPointer().toString();
        return new ModelFileException(
                file,
                (pointer.length() > 100 ? pointer.substring(0, 100) + "..." : pointer) + " (line "
                        + currentLocation().getLineNr() + "): expected " + expected + ", found " + found
                        + ". Download the file again");
    }
}
