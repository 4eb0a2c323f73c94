package dev.graft.models.prompt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.models.prompt.EncodedPrompt.VisualSpan;
import dev.graft.testsupport.SharedData;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PromptEncoderTest {
    private static final long END = 2;

    private interface Check {
        void of(Tokenizer tokenizer, PromptEncoder encoder);
    }

    /** A tokenizer of LLaMA's kind, which marks the beginning of each text that it is given. */
    private static void withLlama(Check check) {
        try (Tokenizer tokenizer = Tokenizer.load(SharedData.path("fixtures/tokenizers/phi-3"))) {
            check.of(tokenizer, PromptEncoder.of(tokenizer, List.of(END), PromptReading.DEFAULT));
        }
    }

    private static long[] join(long[]... parts) {
        return Arrays.stream(parts).flatMapToLong(LongStream::of).toArray();
    }

    /** phi-3's tokenizer has added tokens for turns; the reading's token goes before the format's, and most know none. */
    @Test
    void theTokenOfAnImageIsThatOfTheReadingOrOfTheFormat() {
        withLlama((tokenizer, encoder) -> {
            long user = tokenizer.addedTokenId("<|user|>").orElseThrow();
            long end = tokenizer.addedTokenId("<|end|>").orElseThrow();
            ChatTemplate format = new ChatTemplate(
                    "{% for c in messages[0].content %}{{ '<|user|>' if c.type == 'image' else c.text }}{% endfor %}",
                    "<|user|>", Map.of());
            assertEquals(user, encoder.imageId(format));
            PromptReading reading = new PromptReading(true, "<|end|>", false);
            assertEquals(end, PromptEncoder.of(tokenizer, List.of(END), reading).imageId(format));
            assertEquals(-1, encoder.imageId(new PromptTemplate("{image}{question}", "{answer}")));
        });
    }

    @Test
    void imagesHavePlacesWhereTheyStand() {
        withLlama((tokenizer, encoder) -> {
            Prompt<Integer> prompt = new Prompt.Writer<Integer>()
                    .text("Is")
                    .image(3)
                    .text("like")
                    .image(2)
                    .done();
            long[] is = tokenizer.encode("Is", false);
            long[] like = tokenizer.encode("like", false);
            EncodedPrompt encoded = encoder.encode(prompt, tokens -> tokens);
            assertArrayEquals(join(is, new long[3], like, new long[2]), encoded.ids());
            int second = is.length + 3 + like.length;
            assertEquals(List.of(new VisualSpan(is.length, 3), new VisualSpan(second, 2)), encoded.images());
            assertEquals(0, encoded.learnt().length);
        });
    }

    @Test
    void continuedAnswerHasTheTokensOfTheWholeText() {
        withLlama((tokenizer, encoder) -> {
            for (String answer : List.of("yes", "a red box", "U.S.", "3 cats")) {
                Prompt<Integer> prompt = Prompt.of("USER: what? ASSISTANT:");
                long[] target = encoder.answer(prompt, AnswerForm.continued(" ", ""), answer);
                long[] start = encoder.encode(prompt, image -> 0).ids();
                long[] whole = tokenizer.encode("USER: what? ASSISTANT: " + answer, false);
                assertArrayEquals(join(whole, new long[] {END}), join(start, target), answer);
                long[] alone = encoder.answer(prompt, AnswerForm.separate("", ""), answer);
                assertArrayEquals(join(tokenizer.encode(answer, false), new long[] {END}), alone, answer);
            }
        });
    }

    @Test
    void marksOfATurnAreLearnt() {
        withLlama((tokenizer, encoder) -> {
            Prompt<Integer> prompt = new Prompt.Writer<Integer>()
                    .learnt("<|user|>")
                    .text("what?")
                    .image(4)
                    .learnt("<|end|>")
                    .end()
                    .done();
            long[] user = tokenizer.encode("<|user|>", false);
            long[] what = tokenizer.encode("what?", false);
            long[] end = tokenizer.encode("<|end|>", false);
            EncodedPrompt encoded = encoder.encode(prompt, tokens -> tokens);
            assertArrayEquals(join(user, what, new long[4], end, new long[] {END}), encoded.ids());
            assertEquals(1, user.length, "a token of its own");
            assertArrayEquals(new int[] {0, 1 + what.length + 4}, Arrays.copyOf(encoded.learnt(), 2));
            assertEquals(1 + end.length, encoded.learnt().length);
        });
    }
}
