package dev.graft.models.imagetext;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Expected values: {@code pre_caption} of LAVIS in Python. */
class BlipCaptionTest {
    @Test
    void cleansAsLavis() {
        assertEquals("a dog, running fast", BlipCaption.cleaned("A Dog, running (fast)!"));
        assertEquals("two cats a red ball", BlipCaption.cleaned("two  cats;\ta \"red\" ball.\n"));
        assertEquals("it's a t-shirt 1 best?", BlipCaption.cleaned("It's a T-shirt: #1 ~ best?"));
        assertEquals("", BlipCaption.cleaned(" *** "));
        assertEquals("a\tb c", BlipCaption.cleaned("a\tb. c"));
        assertEquals("ä été straße", BlipCaption.cleaned("Ä ÉTÉ. Straße"));
    }

    @Test
    void cutsAfterFiftyWords() {
        assertEquals(words(50), BlipCaption.cleaned(words(60)));
    }

    private static String words(int count) {
        return IntStream.range(0, count).mapToObj(i -> "w" + i).collect(Collectors.joining(" "));
    }
}
