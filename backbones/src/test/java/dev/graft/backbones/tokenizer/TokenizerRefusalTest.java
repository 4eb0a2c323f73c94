package dev.graft.backbones.tokenizer;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.graft.tensors.ModelFileException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files on which tokenizers 0.21.4 ends the process, or from which it makes ids that no model has. */
class TokenizerRefusalTest {
    private static final Path FILE = Path.of("tokenizer.json");
    private static final String MODEL = "'model': {'type': 'WordLevel', 'vocab': {'a': 0, '?': 1}, 'unk_token': '?'}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'normalizer': {'type': 'Prepend', 'prepend': ''}|/normalizer/prepend: expected a text that is not empty",
                "'normalizer': {'normalizers': [{'prepend': ''}]}|/normalizer/normalizers/0/prepend: expected a text",
                "'normalizer': {'pattern': {'String': ''}, 'content': 'x'}|/normalizer/pattern/String: expected a text",
                "'normalizer': {'pattern': {'Regex': ''}, 'content': 'x'}|/normalizer/pattern/Regex: expected a text",
                "'normalizer': {'precompiled_charsmap': 'AAAA'}|/normalizer/precompiled_charsmap: expected a map",
                "'normalizer': {'precompiled_charsmap': '&'}|/normalizer/precompiled_charsmap: expected a text in Base64",
                "'normalizer': {'precompiled_charsmap': 7}|/normalizer/precompiled_charsmap: expected a text in Base64",
                "'pre_tokenizer': {'type': 'FixedLength', 'length': 0}|/pre_tokenizer/length: expected a length from 1 on",
                "'pre_tokenizer': {'pattern': {'Regex': '(a+)+b'}}|/pre_tokenizer/pattern/Regex: expected a regular",
                "'decoder': {'type': 'Strip', 'content': 'x', 'start': 0, 'stop': 1}|/decoder/stop: expected 0",
                "'decoder': {'decoders': [7]}|/decoder/decoders/0: expected an object {...}, found 7",
                "'decoder': {'type': 'Fuse', 'x': 1e999}|/decoder/x (line 1): expected a number within the range",
                "'decoder': {'type': 'Fuse', 'x': '\\ud800'}|/decoder/x (line 1): expected whole characters",
                "'post_processor': {'single': [{'Sequence': {'id': 'B'}}]}|/post_processor/single/0/Sequence/id: expected",
                "'post_processor': {'single': [{'SpecialToken': {'id': 'a'}}]}|/post_processor/single/0/SpecialToken/id: exp",
                "'post_processor': {'special_tokens': {'a/b': {'ids': [1], 'tokens': []}}}"
                        + "|/post_processor/special_tokens/a~1b: expected as many tokens as ids, found 1 ids and 0 tokens",
                "'post_processor': {'special_tokens': {'a': {'ids': [9], 'tokens': ['a']}}}"
                        + "|/post_processor/special_tokens/a/ids/0: expected an id of the vocabulary, less than 2, found 9",
                "'normalizer': ['']|/normalizer: expected an object {...}, found",
                "'normalizer': {'normalizers': [['']]}|/normalizer/normalizers/0: expected an object {...}, found",
                "'post_processor': {'processors': [{'single': []}, {'processors': [{'single': []}]}]}"
                        + "|/post_processor/processors/1/processors/0: expected one template at most, found another one",
                "'post_processor': {'single': [{'SpecialToken': ['a', 1]}]}|/post_processor/single/0/SpecialToken: expected an",
                "'post_processor': {'special_tokens': {'a': ['a', [1], []]}}|/post_processor/special_tokens/a: expected an",
                "'post_processor': {'sep': ['a', 2], 'cls': ['a', 0]}|/post_processor/sep/1: expected an id of the",
                "'added_tokens': [{'id': 1, 'content': ' ', 'lstrip': true}]|/added_tokens/0/lstrip: expected false",
            })
    void whatEndsTheProcessIsRefusedAtItsPlace(String section, String message) {
        String found = assertThrows(ModelFileException.class, () -> read("{" + section + ", " + MODEL + "}"))
                .getMessage();
        assertTrue(found.replace('"', '\'').startsWith("[tokenizer.json] " + message.replace('"', '\'')), found);
    }

    @Test
    void nestingIsRefusedWhereSerdeRefusesIt() {
        assertDoesNotThrow(() -> read("{'x': " + "[".repeat(126) + "]".repeat(126) + ", " + MODEL + "}"));
        String found = assertThrows(
                        ModelFileException.class,
                        () -> read("{'x': " + "[".repeat(127) + "]".repeat(127) + ", " + MODEL + "}"))
                .getMessage();
        assertTrue(found.contains("expected arrays and objects at most 127 deep"), found);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'s|'t| ?\\p{L}+| ?[^\\s\\p{L}]+|\\s+(?!\\S)|\\s+",
                "(?:a|b)+",
                "[(a+)+]*",
                "(a+)?(b)+",
                "\\(a+\\)+",
                "(?i:'s|'t)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+"
            })
    void ordinaryExpressionsPass(String expression) {
        assertDoesNotThrow(() -> RegularExpression.check(text(expression)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a+)+", "(?:x|(a*b))*", "((a{2,}))+", "([^]]+ ?)*", "(a+b)++", "(?:(?:a)+)*"})
    void repeatedRepetitionsAreRefused(String expression) {
        if (expression.endsWith("++")) {
            assertDoesNotThrow(() -> RegularExpression.check(text(expression)));
        } else {
            assertThrows(ModelFileException.class, () -> RegularExpression.check(text(expression)));
        }
    }

    @Test
    void aTrieMayNotLeadOutOfItself() {
        int leadsOn = 'a' | 1 << 10;
        assertDoesNotThrow(() -> CharacterMap.check(charsmap("x\0", new int[256])));
        int[] units = new int[256];
        units['a'] = leadsOn | 1 << 8;
        units['a' ^ 1] = 1; // begins with the second byte
        assertDoesNotThrow(() -> CharacterMap.check(charsmap("xé\0", units)));
        units['a' ^ 1] = 2; // the middle of the second character
        assertRefused(charsmap("xé\0", units), "byte 2");
        units['a' ^ 1] = 5;
        assertRefused(charsmap("xé\0", units), "byte 5");
        units['a'] = 'a' | 0x100 << 10;
        assertRefused(charsmap("xé\0", units), "one that leads to unit");
        assertRefused(charsmap("", new int[0]), "a trie of 4 to 0 bytes, found one of 0 bytes");
    }

    private static void assertRefused(Part map, String message) {
        String found = assertThrows(ModelFileException.class, () -> CharacterMap.check(map))
                .getMessage();
        assertTrue(found.contains(message), found);
    }

    private static Part charsmap(String texts, int[] units) {
        byte[] replacements = texts.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * units.length + replacements.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(4 * units.length);
        for (int unit : units) {
            bytes.putInt(unit);
        }
        return text(Base64.getEncoder().encodeToString(bytes.put(replacements).array()));
    }

    private static Part text(String text) {
        return new Part(FILE, "/x", TextNode.valueOf(text));
    }

    private static TokenizerFile read(String json) {
        TokenizerFile file =
                TokenizerFile.read(FILE, Set.of(), json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        assertEquals(2, file.vocabularySize());
        return file;
    }
}
