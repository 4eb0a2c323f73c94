package dev.graft.models.export.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.Prompt;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.tensors.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** What Go's text/template makes of the templates, see scripts/reference/ollama_templates.go, is what the formats write. */
class OllamaTemplateTest {
    private static final String BEGIN = "<s>";
    private static final String END = "</s>";

    private static JsonNode reference() throws IOException {
        try (InputStream in = OllamaTemplateTest.class.getResourceAsStream("ollama.json")) {
            return new ObjectMapper().readTree(in);
        }
    }

    @Test
    void goWritesWhatTheFormatWrites() throws IOException {
        for (JsonNode format : reference()) {
            PromptFormat named = PromptFormat.named(format.path("format").asText());
            assertEquals(format.path("template").asText(), OllamaTemplate.of(named, BEGIN, END));
            for (JsonNode trial : format.path("trials")) {
                Conversation<String> asked = conversation(trial.path("messages"));
                int image = 0;
                String expected = TurnTexts.withoutBegin(named.write(asked).toString())
                        .replace("{begin}", BEGIN)
                        .replace("{end}", END);
                while (expected.contains("{image}")) {
                    expected = expected.replaceFirst("\\{image}", "[img-" + image + "]");
                    image++;
                }
                assertEquals(expected, trial.path("written").asText());
            }
        }
    }

    private static Conversation<String> conversation(JsonNode messages) {
        String instruction = "";
        Conversation<String> asked = null;
        String answer = "";
        for (JsonNode message : messages) {
            String words = message.path("Content").asText();
            switch (message.path("Role").asText()) {
                case "system" -> instruction = words;
                case "assistant" -> answer = words;
                default -> {
                    int images = words.startsWith("[img-") ? 1 : 0;
                    Prompt<String> question = new Prompt.Writer<String>()
                            .images(Collections.nCopies(images, "image"))
                            .text(words.substring(7 * images))
                            .done();
                    asked = asked == null
                            ? Conversation.of(question).withInstruction(instruction)
                            : asked.then(answer, question);
                }
            }
        }
        return asked;
    }

    @Test
    void aFormatThatNumbersPicturesIsRefused() {
        assertThrows(
                InvalidInputException.class, () -> OllamaTemplate.of(PromptFormat.named("qwen-vl-chat"), BEGIN, END));
    }
}
