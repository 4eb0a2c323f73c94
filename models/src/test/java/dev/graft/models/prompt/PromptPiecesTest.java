package dev.graft.models.prompt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.tensors.InvalidInputException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Against what transformers makes of the same prompts with tokenizers of every kind; see {@code scripts/reference/prompt_pieces.py}. */
class PromptPiecesTest {
    private static final Map<String, Tokenizer> TOKENIZERS = new HashMap<>();
    private static final int PLACES = 3;

    @AfterAll
    static void close() {
        TOKENIZERS.values().forEach(Tokenizer::close);
    }

    private static Path folder() {
        try {
            return Path.of(PromptPiecesTest.class
                            .getResource("pieces/prompts.json")
                            .toURI())
                    .getParent();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static Tokenizer tokenizer(String name) {
        return TOKENIZERS.computeIfAbsent(name, absent -> Tokenizer.load(folder().resolve(absent)));
    }

    private static List<JsonNode> cases(String file) throws IOException {
        JsonNode all = new ObjectMapper().readTree(folder().resolve(file).toFile());
        return StreamSupport.stream(all.spliterator(), false).toList();
    }

    /** With -1 in the places of visual tokens. */
    private static long[] ids(EncodedPrompt prompt) {
        long[] ids = prompt.ids().clone();
        prompt.images().forEach(image -> Arrays.fill(ids, image.start(), image.start() + image.tokens(), -1));
        return ids;
    }

    private static long[] expected(JsonNode json) {
        return StreamSupport.stream(json.path("ids").spliterator(), false)
                .mapToLong(JsonNode::asLong)
                .toArray();
    }

    private static Prompt<String> prompt(JsonNode json) {
        Prompt.Writer<String> out = new Prompt.Writer<>();
        json.path("pieces").forEach(piece -> {
            if (piece.isNull()) {
                out.image("image");
            } else {
                out.text(piece.asText());
            }
        });
        return out.done();
    }

    /** What transformers' tokenizer puts behind every text, which a decoder does not read. */
    private static long[] withEnd(Tokenizer tokenizer, long[] ids) {
        long[] end = SpecialTokens.of(tokenizer).after();
        long[] whole = Arrays.copyOf(ids, ids.length + end.length);
        System.arraycopy(end, 0, whole, ids.length, end.length);
        return whole;
    }

    @Test
    void promptsOfEveryTokenizerHaveTheirIds() throws IOException {
        List<JsonNode> cases = cases("prompts.json");
        int first = 0;
        int byPieces = 0;
        for (JsonNode json : cases) {
            Tokenizer tokenizer = tokenizer(json.path("tokenizer").asText());
            PromptReading reading = new PromptReading(true, json.path("own").asBoolean() ? "<image>" : "", false);
            Prompt<String> prompt = prompt(json);
            PromptEncoder encoder = PromptEncoder.of(tokenizer, List.of(), reading);
            long[] found = withEnd(tokenizer, ids(encoder.encode(prompt, image -> PLACES)));
            assertArrayEquals(expected(json), found, json.toString());
            PromptEncoder pieces = PromptEncoder.of(tokenizer, List.of(), new PromptReading(false, "", false));
            long[] each = withEnd(tokenizer, ids(pieces.encode(prompt, image -> PLACES)));
            boolean marksFirst = json.path("tokenizer").asText().equals("metaspace-first");
            first += marksFirst ? 1 : 0;
            byPieces += marksFirst && Arrays.equals(each, found) ? 1 : 0;
        }
        assertTrue(cases.size() > 250, "there are " + cases.size());
        assertTrue(byPieces < first * 2 / 3, byPieces + " of " + first + " are the same piece by piece");
    }

    @Test
    void publishedFormatsHaveTheIdsOfTheirProcessors() throws IOException {
        List<JsonNode> cases = cases("formats.json");
        for (JsonNode json : cases) {
            Tokenizer tokenizer = tokenizer(json.path("tokenizer").asText());
            PromptFormat format = PromptFormat.named(json.path("format").asText());
            Prompt<String> prompt =
                    format.write(Conversation.of("image", json.path("question").asText()));
            PromptEncoder encoder = PromptEncoder.of(tokenizer, List.of(), PromptReading.DEFAULT);
            long[] found =
                    ids(encoder.encode(prompt, image -> json.path("places").asInt()));
            // PaliGemma's processor takes what is put around texts off its tokenizer.
            boolean bare = format.id().equals("paligemma");
            assertArrayEquals(expected(json), bare ? found : withEnd(tokenizer, found), json.toString());
        }
        assertTrue(cases.size() > 100, "there are " + cases.size());
    }

    @Test
    void aContinuedAnswerIsTheRestOfTheWholeText() throws IOException {
        Tokenizer tokenizer = tokenizer("metaspace-first");
        PromptEncoder encoder = PromptEncoder.of(tokenizer, List.of(2L), PromptReading.DEFAULT);
        Prompt<String> prompt = new Prompt.Writer<String>()
                .text("USER: ")
                .image("image")
                .text("\nwhat is it? 猫")
                .done();
        long[] start = encoder.encode(prompt, image -> 1).ids();
        long[] target = encoder.answer(prompt, AnswerForm.continued("", ""), "yes");
        Prompt<String> whole = new Prompt.Writer<String>()
                .text("USER: ")
                .image("image")
                .text("\nwhat is it? 猫yes")
                .end()
                .done();
        List<Long> joined = new ArrayList<>();
        Arrays.stream(start).forEach(joined::add);
        Arrays.stream(target).forEach(joined::add);
        assertEquals(
                Arrays.stream(encoder.encode(whole, image -> 1).ids()).boxed().toList(), joined);
        long[] ofCaption =
                encoder.answer(new Prompt.Writer<String>().image("image").done(), AnswerForm.continued("", ""), "red");
        assertFalse(tokenizer.decode(ofCaption, true).startsWith(" "));
        assertFalse(Arrays.equals(ofCaption, encoder.answer(Prompt.of(""), AnswerForm.continued("", ""), "red")));
    }

    @Test
    void learntTextsKeepTheirPlacesWithinAWhole() {
        Tokenizer tokenizer = tokenizer("metaspace-first");
        Prompt<String> prompt = new Prompt.Writer<String>()
                .learnt("<|plain|>")
                .text("what is it")
                .image("image")
                .learnt("<|plain|>")
                .text("red")
                .done();
        EncodedPrompt encoded =
                PromptEncoder.of(tokenizer, List.of(), PromptReading.DEFAULT).encode(prompt, image -> PLACES);
        long mark = tokenizer.addedTokenId("<|plain|>").orElseThrow();
        assertEquals(2, encoded.learnt().length);
        for (int place : encoded.learnt()) {
            assertEquals(mark, encoded.ids()[place]);
        }
    }

    @Test
    void anImageTokenMustBeOneOfTheTokenizers() {
        InvalidInputException refusal = assertThrows(
                InvalidInputException.class,
                () -> PromptEncoder.of(tokenizer("gemma"), List.of(), new PromptReading(true, "<picture>", false)));
        assertTrue(refusal.getMessage().contains("no added token '<picture>'"), refusal.getMessage());
    }

    @Test
    void whatAUserWritesIsNoMark() {
        Tokenizer tokenizer = tokenizer("byte-level");
        PromptEncoder encoder = PromptEncoder.of(tokenizer, List.of(), PromptReading.DEFAULT);
        Prompt<String> prompt = new Prompt.Writer<String>()
                .image("image")
                .text("a \uFDD0\uFDD1 b")
                .image("image")
                .done();
        EncodedPrompt encoded = encoder.encode(prompt, image -> PLACES);
        assertEquals(2, encoded.images().size());
        assertEquals(encoded.ids().length - PLACES, encoded.images().get(1).start());
        assertTrue(Arrays.stream(encoded.ids()).allMatch(id -> id < tokenizer.vocabularySize()));
    }
}
