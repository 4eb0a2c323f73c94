package dev.graft.models.prompt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.backbones.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is learnt of conversations that a chat template writes, against transformers, see {@code scripts/reference/chat_answers.py}. */
class ChatAnswersTest {
    private static final Path FOLDER = Path.of("src/test/resources/dev/graft/models/prompt/answers");

    private static long[] ids(JsonNode list) {
        return LongStream.range(0, list.size())
                .map(i -> list.get((int) i).asLong())
                .toArray();
    }

    @Test
    void answersAreTheTokensThatTransformersTemplatesWrite() throws IOException {
        JsonNode cases =
                new ObjectMapper().readTree(FOLDER.resolve("cases.json").toFile());
        Map<String, Tokenizer> tokenizers = new HashMap<>();
        try {
            for (JsonNode each : cases) {
                String kind = each.get("tokenizer").asText();
                Tokenizer tokenizer = tokenizers.computeIfAbsent(kind, name -> Tokenizer.load(FOLDER.resolve(name)));
                check(each, tokenizer);
            }
        } finally {
            tokenizers.values().forEach(Tokenizer::close);
        }
        assertEquals(27, cases.size());
    }

    private static void check(JsonNode each, Tokenizer tokenizer) {
        String name = each.get("name").asText() + ": " + each.get("answer").asText();
        String source = each.get("template").asText();
        ChatTemplate format = new ChatTemplate(source, "<image>", Map.of("bos_token", "<s>", "eos_token", "</s>"));
        List<Long> stops = Arrays.stream(ids(each.get("stops"))).boxed().toList();
        PromptEncoder encoder = PromptEncoder.of(tokenizer, stops, new PromptReading(true, "<image>", false));
        Conversation<String> asked =
                Conversation.of("image", each.get("question").asText());
        Prompt<String> prompt = format.write(asked);
        assertArrayEquals(
                ids(each.get("prompt")), encoder.encode(prompt, image -> 1).ids(), name);
        long[] learnt =
                encoder.answer(prompt, format.answer(asked), each.get("answer").asText());
        assertArrayEquals(ids(each.get("learnt")), learnt, name);
        assertTrue(stops.contains(learnt[learnt.length - 1]), name + " ends");
        assertEquals(List.of(), encoder.stop(format.answer(asked)), "the model stops by itself");
        assertEquals(format, ChatTemplate.parse(format.toJson()));
    }

    /** Nothing is learnt that the template's own mask leaves out but the end of the turn. */
    @Test
    void whatIsLearntLiesInTheTemplatesMask() throws IOException {
        List<String> seen = new ArrayList<>();
        for (JsonNode each :
                new ObjectMapper().readTree(FOLDER.resolve("cases.json").toFile())) {
            long[] learnt = ids(each.get("learnt"));
            long[] masked = ids(each.get("masked"));
            if (each.get("name").asText().equals("marked to the end of the turn")) {
                assertArrayEquals(masked, learnt);
                seen.add(each.get("answer").asText());
            }
        }
        assertEquals(3, seen.size());
    }
}
