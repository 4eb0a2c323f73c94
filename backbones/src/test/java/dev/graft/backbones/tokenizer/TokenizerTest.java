package dev.graft.backbones.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With a small tokenizer of words, so that no reference data is needed. */
class TokenizerTest {
    private static final String WORDS = ("{'version': '1.0', 'truncation': {'direction': 'Right', 'max_length': 2,"
                    + " 'strategy': 'LongestFirst', 'stride': 0}, 'padding': {'strategy': {'Fixed': 9},"
                    + " 'direction': 'Right', 'pad_to_multiple_of': null, 'pad_id': 0, 'pad_type_id': 0,"
                    + " 'pad_token': '<pad>'}, 'added_tokens': [{'id': 0, 'content': '<pad>', 'single_word': false,"
                    + " 'lstrip': false, 'rstrip': false, 'normalized': false, 'special': true}, {'id': 6,"
                    + " 'content': '<image>', 'single_word': false, 'lstrip': false, 'rstrip': false,"
                    + " 'normalized': false, 'special': true}], 'normalizer': null,"
                    + " 'pre_tokenizer': {'type': 'Whitespace'}, 'post_processor': {'type': 'TemplateProcessing',"
                    + " 'single': [{'SpecialToken': {'id': '<s>', 'type_id': 0}}, {'Sequence': {'id': 'A',"
                    + " 'type_id': 0}}], 'pair': [{'Sequence': {'id': 'A', 'type_id': 0}}, {'Sequence': {'id': 'B',"
                    + " 'type_id': 0}}], 'special_tokens': {'<s>': {'id': '<s>', 'ids': [1], 'tokens': ['<s>']}}},"
                    + " 'decoder': null, 'model': {'type': 'WordLevel', 'vocab': {'<pad>': 0, '<s>': 1, '?': 2,"
                    + " 'red': 3, '👍': 4, '.': 5}, 'unk_token': '?'}}")
            .replace('\'', '"');

    @TempDir
    Path folder;

    private Tokenizer words(String config) throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), WORDS);
        Files.writeString(folder.resolve("tokenizer_config.json"), config.replace('\'', '"'));
        return Tokenizer.load(folder);
    }

    @Test
    void textsAreNeitherCutNorPadded() throws IOException {
        try (Tokenizer tokenizer = words("{}")) {
            assertArrayEquals(new long[] {1, 3, 3, 3, 3}, tokenizer.encode("red red red red", true));
            assertArrayEquals(new long[] {3}, tokenizer.encode("red", false));
            assertArrayEquals(new long[0], tokenizer.encode("", false));
            assertEquals(OptionalLong.of(6), tokenizer.addedTokenId("<image>"));
            assertEquals(OptionalLong.empty(), tokenizer.addedTokenId("red"));
            assertEquals(7, tokenizer.vocabularySize());
            assertEquals("Tokenizer[7 tokens]", tokenizer.toString());
        }
    }

    @Test
    void spansCountCharsSoThatTheyCutTheText() throws IOException {
        try (Tokenizer tokenizer = words("{}")) {
            String text = "👍 red <image>👍";
            Encoding encoding = tokenizer.encodeWithSpans(text, true);
            assertArrayEquals(new long[] {1, 4, 3, 6, 4}, encoding.ids());
            assertEquals(
                    List.of("", "👍", "red", "<image>", "👍"),
                    encoding.spans().stream()
                            .map(span -> text.substring(span.start(), span.end()))
                            .toList());
        }
    }

    @Test
    void halvesOfCharactersBecomeReplacementCharacters() throws IOException {
        try (Tokenizer tokenizer = words("{}")) {
            assertArrayEquals(tokenizer.encode("red \uFFFD", false), tokenizer.encode("red \ud83d", false));
            Encoding encoding = tokenizer.encodeWithSpans("\udc4d red", false);
            assertEquals(new Encoding.Span(2, 5), encoding.spans().get(1));
        }
    }

    @Test
    void specialTokensComeFromTheConfigurationInAnyOfItsForms() throws IOException {
        Files.writeString(folder.resolve("special_tokens_map.json"), "{\"pad_token\": {\"content\": \"<pad>\"}}");
        Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": [5, 2], \"pad_token_id\": 3}");
        try (Tokenizer tokenizer = words("{'bos_token': '<s>', 'eos_token': null}")) {
            assertEquals("Tokenizer[7 tokens, bos 1, eos 5, pad 0]", tokenizer.toString());
        }
        try (Tokenizer tokenizer =
                words("{'bos_token': '<new>', 'added_tokens_decoder': {'9': {'content': '<new>'}}}")) {
            assertEquals(OptionalLong.of(9), tokenizer.bosId());
        }
    }

    @Test
    void idsBeyondTheVocabularyGiveNothingAndNegativeOnesAreRefused() throws IOException {
        try (Tokenizer tokenizer = words("{}")) {
            assertEquals("red red", tokenizer.decode(new long[] {3, 7, 1L << 32, Long.MAX_VALUE, 3}, true));
            assertEquals("<s> red", tokenizer.decode(new long[] {1, 3}, false));
            assertEquals(
                    "a token id is negative: -100",
                    assertThrows(IllegalArgumentException.class, () -> tokenizer.decode(new long[] {3, -100}, true))
                            .getMessage());
        }
    }

    @Test
    void cleanedUpTextIsStreamedAsWholeWords() throws IOException {
        try (Tokenizer tokenizer = words("{'clean_up_tokenization_spaces': true}")) {
            StreamDecoder stream = tokenizer.stream(false);
            assertEquals("", stream.append(3));
            assertEquals("red", stream.append(3));
            assertEquals("", stream.append(5));
            assertEquals(" red.", stream.append(4));
            assertEquals(" 👍", stream.finish());
            assertEquals("red red. 👍", tokenizer.decode(new long[] {3, 3, 5, 4}, false));
        }
        try (Tokenizer tokenizer = words("{}")) {
            assertEquals("red .", tokenizer.decode(new long[] {3, 5}, false));
        }
    }

    @Test
    void manyThreadsShareOneAndClosingIsSafe() throws Exception {
        Tokenizer tokenizer = words("{}");
        assertTrue(IntStream.range(0, 2000)
                .parallel()
                .allMatch(i -> tokenizer.encode("red ".repeat(i % 7), false).length == i % 7));
        Thread worker = new Thread(() -> {
            for (int i = 0; i < 100_000; i++) {
                tokenizer.encode("red 👍", true);
            }
        });
        Throwable[] failure = new Throwable[1];
        worker.setUncaughtExceptionHandler((thread, e) -> failure[0] = e);
        worker.start();
        Thread.sleep(20);
        tokenizer.close();
        tokenizer.close();
        worker.join();
        assertEquals("the tokenizer is closed", failure[0].getMessage());
    }

    @Test
    void aFolderWithoutTokenizerJsonSaysHowToMakeOne() throws IOException {
        String remedy = ". Copy it from the model's page, or make it once in Python:"
                + " transformers.AutoTokenizer.from_pretrained(\"" + folder + "\").save_pretrained(\"" + folder + "\")";
        assertEquals("[" + folder + "] has no tokenizer.json" + remedy, failure());
        Files.createFile(folder.resolve("vocab.json"));
        assertEquals("[" + folder + "] has no tokenizer.json, only vocab.json, which is not read" + remedy, failure());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'vocab': {|'vocab': [[3]], 'x': {|entry 0 of the vocabulary is not a pair of token and score",
                "'red': 3|'red': 'x'|the id of the token 'red' is not a whole number",
                "'red': 3|'red': -3|the token 'red' has the id -3",
                "'model': {|'model': 3, 'x': {|is not a tokenizer: 'model' is not an object {...}",
                "'vocab'|'x'|has no vocabulary",
                "'decoder': null|'decoder': 5|/decoder: expected an object {...}, found 5",
                "'special_tokens': {'<s>'|'special_tokens': {'<t>'|/post_processor/single/0/SpecialToken/id: expected a special",
                "'version': '1.0',|'version': '1.0|is not valid JSON: ",
                "'type': 'WordLevel'|'type': 'Wordlevel'|the tokenizer is not understood: ",
            })
    void whatIsWrongInTokenizerJsonIsNamed(String find, String replace, String message) throws IOException {
        String damaged = WORDS.replace('"', '\'').replace(find, replace).replace('\'', '"');
        Files.writeString(folder.resolve("tokenizer.json"), damaged);
        String found = failure().replace('"', '\'');
        assertTrue(found.startsWith("[" + folder.resolve("tokenizer.json") + "] " + message), found);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'bos_token': 3}|'bos_token' must be a token, or an object with its 'content', but is 3",
                "{'clean_up_tokenization_spaces': 'yes'}|'clean_up_tokenization_spaces' must be true or false, but is 'yes'",
                "{'added_tokens_decoder': {'x': {}}}|'added_tokens_decoder' must have ids and objects with 'content', but has",
                "{'added_tokens_decoder': {'1': null}}|'added_tokens_decoder' has no token for the id 1",
                "{|is not valid JSON: ",
            })
    void whatIsWrongInTokenizerConfigIsNamed(String config, String message) {
        ModelFileException e = assertThrows(ModelFileException.class, () -> words(config));
        String found = e.getMessage().replace('"', '\'');
        assertTrue(found.startsWith("[" + folder.resolve("tokenizer_config.json") + "] " + message), found);
    }

    /** The native library would end this whole process on many of these files if it were given them. */
    @Test
    void damagedFilesFailOnlyWithAnErrorThatNamesThem() throws IOException {
        Random random = new Random(23);
        byte[] whole = WORDS.getBytes(StandardCharsets.UTF_8);
        Files.writeString(folder.resolve("tokenizer_config.json"), "{}");
        String[] values = {"null", "3", "\"x\"", "[]", "{}", "true"};
        for (int i = 0; i < 400; i++) {
            byte[] damaged = whole.clone();
            if (i % 2 == 0) {
                damaged[random.nextInt(damaged.length)] = (byte) (32 + random.nextInt(95));
            } else {
                damaged = withAnotherValue(random, values[random.nextInt(values.length)]);
            }
            Files.write(folder.resolve("tokenizer.json"), damaged);
            try (Tokenizer tokenizer = Tokenizer.load(folder)) {
                tokenizer.decode(tokenizer.encodeWithSpans("red <s> 👍 x", true).ids(), true);
            } catch (ModelFileException e) {
                assertTrue(e.getMessage().startsWith("[" + folder.resolve("tokenizer.json") + "] "), e.getMessage());
            }
        }
    }

    private static byte[] withAnotherValue(Random random, String value) {
        int colon = WORDS.indexOf(": ", random.nextInt(WORDS.length() - 10));
        int end = colon < 0 ? -1 : WORDS.indexOf(',', colon);
        String text = end < 0 ? WORDS : WORDS.substring(0, colon + 2) + value + WORDS.substring(end);
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String failure() {
        return assertThrows(
                        ModelFileException.class, () -> Tokenizer.load(folder).close())
                .getMessage();
    }
}
