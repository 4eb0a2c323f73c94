package dev.graft.models.jinja;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.tensors.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Random small templates against the Jinja of transformers, see {@code scripts/reference/random_templates.py}. */
class RandomTemplateTest {
    /** Of what Jinja writes so much may be beyond the part of its language that is read. */
    private static final double MOST_REFUSED = 0.05;

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.USE_LONG_FOR_INTS);

    private final JsonNode reference = reference();
    private final Map<String, Object> values =
            JSON.convertValue(reference.path("values"), new TypeReference<Map<String, Object>>() {});

    private static JsonNode reference() {
        try (InputStream in = RandomTemplateTest.class.getResourceAsStream("random-templates.json")) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatJinjaWritesIsWrittenOrRefused() {
        List<String> refused = new ArrayList<>();
        int written = 0;
        for (JsonNode one : reference.path("cases")) {
            if (one.has("text")) {
                String template = one.path("template").asText();
                Optional<String> text = text(template);
                text.ifPresent(found -> assertEquals(one.path("text").asText(), found, template));
                if (text.isEmpty()) {
                    refused.add(template);
                }
                written++;
            }
        }
        assertTrue(written > 200, "only " + written + " templates");
        assertTrue(refused.size() <= MOST_REFUSED * written, () -> String.join("\n", refused));
    }

    @Test
    void whatJinjaRefusesIsRefused() {
        int refused = 0;
        for (JsonNode one : reference.path("cases")) {
            if (!one.has("text")) {
                String template = one.path("template").asText();
                assertEquals(Optional.empty(), text(template), template);
                refused++;
            }
        }
        assertTrue(refused > 200, "only " + refused + " templates");
    }

    /** What is written; nothing if it is refused as documented. */
    private Optional<String> text(String template) {
        try {
            return Optional.of(Template.parse(template).render(values));
        } catch (InvalidInputException e) {
            return Optional.empty();
        }
    }
}
