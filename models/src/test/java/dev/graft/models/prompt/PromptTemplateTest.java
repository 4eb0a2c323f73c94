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
