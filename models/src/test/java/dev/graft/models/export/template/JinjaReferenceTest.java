package dev.graft.models.export.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.Prompt;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.prompt.PromptTemplate;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** What transformers' Jinja makes of the templates, see scripts/reference/exported_templates.py, is what the formats write. */
class JinjaReferenceTest {
    @Test
    void transformersWritesWhatTheFormatWrites() throws IOException {
        int refused = 0;
        try (InputStream in = JinjaReferenceTest.class.getResourceAsStream("jinja.json")) {
            for (JsonNode one : new ObjectMapper().readTree(in)) {
                String name = one.path("format").asText();
                PromptFormat format =
                        name.equals(PromptTemplate.ID) ? PromptTemplate.DEFAULT : PromptFormat.named(name);
                assertEquals(one.path("template").asText(), ChatTemplate.of(format, "<image>", "</s>"));
                for (JsonNode conversation : one.path("conversations")) {
                    String written = TurnTexts.withoutBegin(format.write(conversation(conversation.path("messages")))
                                    .toString())
                            .replace("{image}", "<image>")
                            .replace("{begin}", "<s>")
                            .replace("{end}", "</s>");
                    if (conversation.path("written").isNull()) {
                        refused++;
                        assertNotEquals("llava", name);
                    } else {
                        assertEquals(conversation.path("written").asText(), written, name);
                    }
                }
            }
        }
        assertEquals(15, refused); // those of MiniGPT-4's three formats with an image behind words
    }

    private static Conversation<String> conversation(JsonNode messages) {
        String instruction = "";
        String answer = "";
        Conversation<String> asked = null;
        for (JsonNode message : messages) {
            Prompt.Writer<String> out = new Prompt.Writer<>();
            for (JsonNode part : message.path("content")) {
                if (part.path("type").asText().equals("image")) {
                    out.image("image");
                } else {
                    out.text(part.path("text").asText());
                }
            }
            Prompt<String> prompt = out.done();
            switch (message.path("role").asText()) {
                case "system" -> instruction = prompt.words();
                case "assistant" -> answer = prompt.words();
                default ->
                    asked = asked == null
                            ? Conversation.of(prompt).withInstruction(instruction)
                            : asked.then(answer, prompt);
            }
        }
        return asked;
    }
}
