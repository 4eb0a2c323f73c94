package dev.graft.models.prompt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.InvalidInputException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarkedTextTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
        `What?`                              | 2 | `{image}{image}What?`
        ` What? `                            | 1 | `{image} What? `
        `<image>~What?`                      | 1 | `{image}What?`
        `<image>~<image>~What?~`             | 2 | `{image}{image}What?`
        `What?~<image>`                      | 1 | `What?{image}`
        `Is <image> like  <image>, or not?`  | 2 | `Is {image} like  {image}, or not?`
        `<image>~Is it <image>~<image> now?` | 3 | `{image}Is it {image}~{image} now?`
        `Is <image> like <image>~`           | 2 | `Is {image} like {image}`
        `Same?~<image> <image>`              | 2 | `Same?~{image} {image}`
        `<image>`                            | 1 | `{image}`
        """)
    void imagesStandWhereTheyAreMarked(String text, int images, String expected) {
        List<Integer> numbers = List.of(0, 1, 2).subList(0, images);
        Prompt<Integer> prompt = MarkedText.prompt(text.replace('~', '\n'), numbers);
        assertEquals(expected.replace('~', '\n'), prompt.toString());
        assertEquals(numbers, prompt.images());
    }

    @Test
    void marksAreOnceForEachImageOrNotAtAll() {
        InvalidInputException refused =
                assertThrows(InvalidInputException.class, () -> MarkedText.prompt("<image> What?", List.of(1, 2)));
        assertTrue(
                refused.getMessage().contains("expected '<image>' once for each of 2 images")
                        && refused.getMessage().contains("found it once"),
                refused.getMessage());
        assertThrows(InvalidInputException.class, () -> MarkedText.prompt("<image> What?", List.of()));
    }
}
