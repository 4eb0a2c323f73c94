package dev.graft.models.prompt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.tensors.InvalidInputException;
import dev.graft.testsupport.SharedData;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class PromptTemplateTest {
    private static final List<String> ANSWERS = List.of("yes", "3", "a red box", "U.S", "wow!", "it's", "...");
    private static final List<String> LANGUAGE_MODELS = List.of("phi-2", "phi-3", "t5-small", "tiny-bpe");
    private static final List<String> ENDS = List.of(".", "\n", " END", "###");

    @Test
    void everyAnswerEndsInTheSameTokens() {
        for (String name : LANGUAGE_MODELS) {
            Path folder = SharedData.path("fixtures/tokenizers/" + name);
            try (Tokenizer tokenizer = Tokenizer.load(folder)) {
                for (String end : ENDS) {
                    if (tokenizer.encode(end, false).length > 0) {
                        check(folder, tokenizer, end);
                    }
                }
            }
        }
    }

    private static void check(Path folder, Tokenizer tokenizer, String end) {
        PromptTemplate template = new PromptTemplate("{image}{question}", " {answer}" + end);
        PromptEncoder encoder = PromptEncoder.of(tokenizer, List.of(), PromptReading.DEFAULT);
        AnswerForm form = template.answer(Conversation.of(Prompt.of("")));
        List<Long> stop = encoder.stop(form);
        String where = folder.getFileName() + " '" + end + "' " + stop;
        assertFalse(stop.isEmpty(), where);
        for (String answer : ANSWERS) {
            long[] ids = encoder.answer(Prompt.of(""), form, answer);
            int length = ids.length - stop.size();
            assertEquals(stop, Arrays.stream(ids).skip(length).boxed().toList(), where);
            String text = tokenizer.decode(Arrays.copyOf(ids, length), true);
            assertEquals(letters(answer), letters(text), where);
        }
    }

    /** Some tokenizers of the reference data write in lower case, or put spaces around signs. */
    private static String letters(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("\\s", "");
    }

    /** {image} stands for the images in front; a single one always stands there. */
    @Test
    void imagesAmongTheWordsStayThere() {
        PromptTemplate template = new PromptTemplate("A {image}Q: {question} A:", " {answer}\n");
        assertEquals("A {image}{image}Q: same? A:", written(template, "same?", 2));
        assertEquals("A Q: is {image} like  {image}? A:", written(template, "is <image> like  <image>?", 2));
        assertEquals(
                "A {image}Q: is it {image} or {image} A:", written(template, "<image>\nis it <image> or <image>", 3));
        assertEquals("A {image}Q: what is in it? A:", written(template, "what is in <image> it?", 1));
        PromptTemplate words = new PromptTemplate("{image}", "{answer}");
        assertEquals("{image}{image}", written(words, "is <image> like <image>?", 2));
        PromptTemplate first = new PromptTemplate("{question} {image}:", "{answer}");
        assertEquals("is {image} like {image}? :", written(first, "is <image> like <image>?", 2));
    }

    private static String written(PromptFormat format, String question, int images) {
        return format.write(Conversation.of(
                        MarkedText.prompt(question, List.of(1, 2, 3).subList(0, images))))
                .toString();
    }

    @Test
    void imagesAmongTheWordsStayThereInLlavasTurns() {
        String user = "USER: ";
        PromptFormat llava = PromptFormat.named("llava");
        assertTrue(
                written(llava, "is <image> like <image>?", 2).endsWith(user + "is {image} like {image}? ASSISTANT:"));
        assertTrue(written(llava, "<image> <image> same?", 2).endsWith(user + "{image}\n{image}\nsame? ASSISTANT:"));
        assertTrue(written(llava, "<image>\nis it <image>", 2).endsWith(user + "{image}\nis it {image} ASSISTANT:"));
        // As LLaVA's preprocessing moves it.
        assertTrue(written(llava, "what is\n<image>", 1).endsWith(user + "{image}\nwhat is ASSISTANT:"));
        assertTrue(written(PromptFormat.named("llava-short"), "is <image> like <image>?", 2)
                .endsWith("like {image}?\nAnswer the question using a single word or phrase. ASSISTANT:"));
    }

    @Test
    void templatesWithoutTheirPlacesAreRefused() {
        for (String prompt : List.of("{question}", "{image}{image}", "{image}{question}{question}")) {
            String message = assertThrows(InvalidInputException.class, () -> new PromptTemplate(prompt, "{answer}"))
                    .getMessage();
            assertTrue(message.contains("once"), message);
        }
        assertThrows(InvalidInputException.class, () -> new PromptTemplate("{image}", "answer"));
    }
}
