package dev.graft.backbones.tokenizer;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.ForeignContent;
import dev.graft.tensors.files.JsonFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads of a {@code tokenizer.json} what the native library does not tell, and refuses what would make it end the whole
 * Java process instead of reporting an error: text that is not JSON, and parts that contradict each other.
 *
 * <p>The file is read as a stream, because the vocabulary takes tens of megabytes.
 */
final class TokenizerFile {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int VOCABULARY_LIMIT = 1 << 24;
    /** The native library frees such a vocabulary by a call for each byte of a token, within the other. */
    private static final int SCORED_TOKEN_LIMIT = 1 << 10;

    private final Path file;
    private final Set<String> wanted;
    private final Map<String, Long> ids = new HashMap<>();
    private final Map<String, Long> addedTokens = new HashMap<>();
    private final BitSet byteIds = new BitSet();
    private String modelType = "";
    private String subwordPrefix = "";
    private boolean hasMerges;
    private boolean isUnusual;
    private boolean hasVocabulary;
    private long highestId = -1;
    /** Where the list of added tokens ends, in bytes; negative where there is none. */
    private int addedTokensEnd = -1;

    private JsonNode decoder = JSON.nullNode();
    private JsonNode postProcessor = JSON.nullNode();

    private TokenizerFile(Path file, Set<String> wanted) {
        this.file = file;
        this.wanted = wanted;
    }

    /**
     * Reads a file.
     *
     * @param wanted the tokens whose ids {@link #id} shall know besides the added ones
     */
    static TokenizerFile read(Path file, Set<String> wanted, byte[] bytes) {
        TokenizerFile result = new TokenizerFile(file, wanted);
        // Jackson reads all of these, but the native tokenizer UTF-8 alone.
        if (bytes.length > 1 && (bytes[0] == 0 || bytes[1] == 0 || bytes[0] < 0)) {
            throw result.error(
                    "expected JSON in UTF-8, found other bytes at its beginning, such as those of UTF-16 or a mark"
                            + " of the byte order"
                            + ForeignContent.hint(file, ForeignContent.JSON, ForeignContent.UTF_16)
                            + ". Download it again, or save it as UTF-8 without such a mark");
        }
        try (JsonParser parser = new NativeJson(file, JSON.createParser(bytes))) {
            result.readAll(parser);
            if (!result.subwordPrefix.isEmpty()) {
                result.checkMerges(bytes);
            }
        } catch (JacksonException e) {
            throw result.error("is not valid JSON: " + JsonFile.problem(e)
                    + (e.getLocation() == null
                            ? ""
                            : " at line " + e.getLocation().getLineNr())
                    + ForeignContent.hint(file, ForeignContent.JSON)
                    + ". Download it again; if it was edited, save it as UTF-8");
        } catch (IOException e) {
            throw result.error("cannot be read: " + e.getMessage());
        }
        return result;
    }

    Path path() {
        return file;
    }

    /** The id of an added token, or of a wanted one. */
    OptionalLong id(String token) {
        Long id = addedTokens.getOrDefault(token, ids.get(token));
        return id == null ? OptionalLong.empty() : OptionalLong.of(id);
    }

    /** The id of an added token. */
    OptionalLong addedTokenId(String token) {
        Long id = addedTokens.get(token);
        return id == null ? OptionalLong.empty() : OptionalLong.of(id);
    }

    /** The exact text of an added token. */
    Optional<String> addedToken(long id) {
        return addedTokens.entrySet().stream()
                .filter(token -> token.getValue() == id)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** The bytes of the file with one token more, see {@link MarkToken}. */
    byte[] withMark(byte[] json) {
        return MarkToken.add(json, addedTokensEnd, !addedTokens.isEmpty(), vocabularySize());
    }

    Set<String> addedTokens() {
        return addedTokens.keySet();
    }

    /** Whether something in it is not known to be harmless, see {@link Trial}. */
    boolean isUnusual() {
        return isUnusual;
    }

    /** One more than the highest id. */
    int vocabularySize() {
        return Math.toIntExact(highestId + 1);
    }

    boolean isBytePairEncoding() {
        return modelType.equals("BPE") || modelType.isEmpty() && hasMerges;
    }

    /**
     * Whether a token is one byte, such as {@code <0x0A>}. A run of such tokens is decoded as a whole: if it is not UTF-8,
     * every byte becomes a replacement character.
     */
    boolean isByte(long id) {
        return id <= highestId && byteIds.get((int) id);
    }

    /** Whether decoding takes spaces out again that an earlier token made. */
    boolean decoderCleansUp() {
        return decoder.path("cleanup").asBoolean(false);
    }

    private ModelFileException error(String problem) {
        return new ModelFileException(file, problem);
    }

    private void readAll(JsonParser parser) throws IOException {
        requireObject(parser.nextToken(), "the file");
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (field) {
                case "model" -> {
                    requireObject(value, "\"model\"");
                    readModel(parser);
                }
                case "added_tokens" -> {
                    readAddedTokens(parser.readValueAsTree());
                    addedTokensEnd = Math.toIntExact(parser.currentLocation().getByteOffset()) - 1;
                }
                case "normalizer", "pre_tokenizer" -> check(part(field, parser.readValueAsTree()));
                case "decoder" -> {
                    decoder = parser.readValueAsTree();
                    PartChecks.checkDecoder(part(field, decoder));
                    check(part(field, decoder));
                }
                case "post_processor" -> postProcessor = parser.readValueAsTree();
                default -> parser.skipChildren();
            }
        }
        if (parser.nextToken() != null) {
            throw error("has more after its end. Download it again");
        }
        PartForms.check(part("post_processor", postProcessor));
        TemplateCheck.check(part("post_processor", postProcessor), vocabularySize());
        if (!hasVocabulary) {
            throw error("has no vocabulary: \"model\" with a \"vocab\" is missing. Download it again");
        }
    }

    private void readModel(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            hasVocabulary |= field.equals("vocab");
            if (field.equals("vocab") && value == JsonToken.START_OBJECT) {
                readVocabularyObject(parser);
            } else if (field.equals("vocab") && value == JsonToken.START_ARRAY) {
                readVocabularyArray(parser);
            } else if (field.equals("type") && value == JsonToken.VALUE_STRING) {
                modelType = parser.getText();
            } else if (field.equals("continuing_subword_prefix") && value == JsonToken.VALUE_STRING) {
                subwordPrefix = parser.getText();
            } else {
                hasMerges |= field.equals("merges");
                parser.skipChildren();
            }
        }
    }

    private void readVocabularyObject(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String token = parser.currentName();
            if (parser.nextToken() != JsonToken.VALUE_NUMBER_INT) {
                throw error("the id of the token \"" + token + "\" is not a whole number");
            }
            note(token, parser.getLongValue());
        }
    }

    /** A Unigram vocabulary: pairs of token and score, whose ids are their places. */
    private void readVocabularyArray(JsonParser parser) throws IOException {
        for (long id = 0; parser.nextToken() != JsonToken.END_ARRAY; id++) {
            if (parser.currentToken() != JsonToken.START_ARRAY || parser.nextToken() != JsonToken.VALUE_STRING) {
                throw error("entry " + id + " of the vocabulary is not a pair of token and score");
            }
            if (parser.getTextLength() > SCORED_TOKEN_LIMIT) {
                throw error("entry " + id + " of the vocabulary is a token of " + parser.getTextLength()
                        + " characters, expected at most " + SCORED_TOKEN_LIMIT);
            }
            note(parser.getText(), id);
            for (int depth = 1; depth > 0; ) {
                JsonToken token = parser.nextToken();
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            }
        }
    }

    private void note(String token, long id) {
        if (id < 0 || id >= VOCABULARY_LIMIT) {
            throw error("the token \"" + token + "\" has the id " + id + ", expected 0 to " + (VOCABULARY_LIMIT - 1));
        }
        highestId = Math.max(highestId, id);
        if (wanted.contains(token)) {
            ids.put(token, id);
        }
        if (token.length() == 6 && token.startsWith("<0x") && token.endsWith(">")) {
            byteIds.set((int) id);
        }
    }

    private void readAddedTokens(JsonNode tokens) {
        if (!tokens.isArray()) {
            throw error("is not a tokenizer: \"added_tokens\" is not a list [...]. Download it again");
        }
        for (int i = 0; i < tokens.size(); i++) {
            Part token = part("added_tokens", tokens).element(i);
            JsonNode node = token.node();
            if (!node.path("content").isTextual() || !node.path("id").isIntegralNumber()) {
                throw token.error("an object with \"id\" and \"content\"");
            }
            String content = node.get("content").textValue();
            if (content.isBlank() && node.path("lstrip").asBoolean()) {
                throw token.field("lstrip").error("false for a token of spaces alone");
            }
            isUnusual |= !UsualParts.isUsualToken(content);
            note(content, node.get("id").longValue());
            addedTokens.put(content, node.get("id").longValue());
        }
    }

    private void check(Part section) {
        PartForms.check(section);
        PartChecks.check(section);
        isUnusual |= !UsualParts.are(section);
    }

    private Part part(String field, JsonNode value) {
        return new Part(file, "/" + field, value);
    }

    /** The second half of a merge must begin with the prefix that continued words have. */
    private void checkMerges(byte[] bytes) throws IOException {
        for (JsonNode merge : JSON.readTree(bytes).path("model").path("merges")) {
            String second =
                    merge.isArray() ? merge.path(1).asText() : merge.asText().replaceFirst("^[^ ]* ", "");
            if (!second.startsWith(subwordPrefix)) {
                throw error("the merge " + merge + " does not continue with \"" + subwordPrefix
                        + "\", the \"continuing_subword_prefix\"");
            }
        }
    }

    private void requireObject(JsonToken token, String what) {
        if (token != JsonToken.START_OBJECT) {
            throw error("is not a tokenizer: " + what + " is not an object {...}. Download it again");
        }
    }
}
