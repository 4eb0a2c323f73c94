package dev.graft.models.jinja;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.tensors.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against the Jinja of transformers, see {@code scripts/reference/chat_templates.py}. */
class TemplateTest {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.USE_LONG_FOR_INTS);
    private static final JsonNode REFERENCE = reference();

    private static JsonNode reference() {
        try (InputStream in = TemplateTest.class.getResourceAsStream("chat-templates.json")) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Stream<JsonNode> cases() {
        return StreamSupport.stream(REFERENCE.path("cases").spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void writesWhatJinjaWrites(JsonNode reference) {
        String template = reference.path("template").asText();
        Map<String, Object> variables = new HashMap<>();
        variables.put("messages", JSON.convertValue(messages(reference), List.class));
        variables.put("add_generation_prompt", true);
        variables.put("bos_token", "<s>");
        variables.put("tools", null);
        variables.put("documents", null);
        if (reference.has("text")) {
            assertEquals(
                    reference.path("text").asText(), Template.parse(template).render(variables), template);
        } else {
            String message = assertThrows(
                            InvalidInputException.class,
                            () -> Template.parse(template).render(variables),
                            template)
                    .getMessage();
            assertTrue(message.startsWith("line "), message);
        }
    }

    private static JsonNode messages(JsonNode reference) {
        return REFERENCE.path("messages").get(reference.path("messages").asInt());
    }

    @Test
    void aPowerWithAnEnormousExponentEnds() {
        assertEquals(
                "1 1 0 1024",
                Template.parse(
                                "{{ 1 ** 9000000000000000000 }} {{ (-1) ** 9000000000000000000 }} {{ 0 ** 9000000000000000000 }}"
                                        + " {{ 2 ** 10 }}")
                        .render(Map.of()));
    }

    @Test
    void whatIsNotUnderstoodIsNamedWithItsLine() {
        String message = assertThrows(InvalidInputException.class, () -> Template.parse("a\nb {{ 1 | shuffled }}"))
                .getMessage();
        assertTrue(message.startsWith("line 2: the filter 'shuffled' is not known"), message);
    }
}
