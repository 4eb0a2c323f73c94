package dev.graft.models.prompt;

import dev.graft.tensors.InvalidInputException;
import dev.graft.testsupport.fuzz.Fuzzer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Templates that users write, and questions and answers of any letters. */
class PromptFuzzTest {
    /** What stands between the texts of an input, and in none of them. */
    private static final String END = "\u0001";

    @Test
    void templates() throws Exception {
        new Fuzzer("prompt-template", List.of(InvalidInputException.class), input -> {
                    String[] texts = texts(input);
                    ask(new PromptTemplate(texts[0], texts[1]), texts[2]);
                })
                .seed(bytes("{image}Question: {question} Answer:", " {answer}\n", "what is {image} in it?"))
                .seed(bytes("{question}{image}", "{answer}", ""))
                .words("{image}", "{question}", "{answer}", END)
                .run();
    }

    @Test
    void questions() throws Exception {
        new Fuzzer("prompt-question", List.of(InvalidInputException.class), input -> {
                    for (PromptFormat format : NamedFormats.ALL.all().values()) {
                        ask(format, texts(input)[0]);
                    }
                })
                .seed(bytes("what is in it?"))
                .words("<image>", "<s>", "</s>", "###", "USER:", "<|im_end|>", "[INST]")
                .run();
    }

    private static void ask(PromptFormat format, String question) {
        Conversation<String> conversation = Conversation.of("a.png", question).then(question, Prompt.of(question));
        format.write(conversation);
        format.answer(conversation);
    }

    private static byte[] bytes(String... texts) {
        return String.join(END, texts).getBytes(StandardCharsets.UTF_8);
    }

    private static String[] texts(byte[] input) {
        return (new String(input, StandardCharsets.UTF_8) + END + END + END).split(END, -1);
    }
}
