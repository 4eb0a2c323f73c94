package dev.graft.models.export.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.models.jinja.Template;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.Prompt;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.prompt.PromptTemplate;
import dev.graft.tensors.InvalidInputException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A template, rendered as Jinja, writes what its format writes. */
class ChatTemplateTest {
    private static final Map<String, String> TOKENS = Map.of("bos_token", "{begin}", "eos_token", "{end}");

    @ParameterizedTest
    @ValueSource(strings = {"llava", "minigpt4", "minigpt4-llama2", "minigpt4-chat"})
    void writesWhatTheFormatWrites(String name) {
        requireSame(PromptFormat.named(name));
    }

    @Test
    void writesWhatATemplateOfTwoTextsWrites() {
        requireSame(PromptTemplate.DEFAULT);
        requireSame(new PromptTemplate("It's {image}\n\\ {question} \"A\":", " {answer}\n"));
    }

    private static PromptFormat rendered(PromptFormat format) {
        return new dev.graft.models.prompt.ChatTemplate(ChatTemplate.of(format, "<image>", ""), "<image>", TOKENS);
    }

    private static void requireSame(PromptFormat format) {
        PromptFormat rendered = rendered(format);
        for (Conversation<String> trial : TurnTexts.trials()) {
            assertEquals(
                    TurnTexts.withoutBegin(format.write(trial).toString()),
                    rendered.write(trial).toString());
        }
    }

    /** LLaVA and templates leave several images among words where they are, and put one in front. */
    @Test
    void imagesAmongWordsStandWhereTheFormatPutsThem() {
        for (PromptFormat format :
                List.of(PromptFormat.named("llava"), PromptFormat.named("llava-short"), PromptTemplate.DEFAULT)) {
            PromptFormat rendered = rendered(format);
            TurnTexts.placed().values().stream()
                    .flatMap(List::stream)
                    .forEach(trial -> assertEquals(
                            TurnTexts.withoutBegin(format.write(trial).toString()),
                            rendered.write(trial).toString()));
        }
        assertEquals(
                "{image}Question: Is it like {image} Answer:",
                rendered(PromptTemplate.DEFAULT)
                        .write(Conversation.of(new Prompt.Writer<String>()
                                .image("a")
                                .text("Is it like ")
                                .image("b")
                                .done()))
                        .toString());
    }

    /** MiniGPT-4 has texts around each image, wherever it is. */
    @Test
    void placesOfImagesThatTheTemplateCannotWriteAreRefused() {
        PromptFormat rendered = rendered(PromptFormat.named("minigpt4"));
        TurnTexts.placed().forEach((places, trials) -> {
            InvalidInputException e = assertThrows(InvalidInputException.class, () -> rendered.write(trials.get(0)));
            assertTrue(e.getMessage().contains("not asked with " + places), e.getMessage());
        });
    }

    /** Whose questions are not written. */
    @ParameterizedTest
    @ValueSource(strings = {"frozen-naming", "llava-stage1"})
    void writesWhatAFormatOfCaptionsWrites(String name) {
        PromptFormat format = PromptFormat.named(name);
        List<Object> content = List.of(Map.of("type", "image"), Map.of("type", "text", "text", "What is it?"));
        String written = Template.parse(ChatTemplate.of(format, "<image>", ""))
                .render(Map.of("messages", List.of(Map.of("role", "user", "content", content))));
        String expected = format.write(Conversation.of("", "What is it?")).toString();
        assertEquals(expected.replace("{image}", "<image>"), written);
    }

    @Test
    void aFormatThatNumbersPicturesIsRefused() {
        String message = assertThrows(
                        InvalidInputException.class,
                        () -> ChatTemplate.of(PromptFormat.named("qwen-vl-chat"), "<image>", ""))
                .getMessage();
        assertTrue(message.contains("'qwen-vl-chat' cannot be written as a chat template"), message);
    }
}
