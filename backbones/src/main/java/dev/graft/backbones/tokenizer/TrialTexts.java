package dev.graft.backbones.tokenizer;

import java.util.ArrayList;
import java.util.List;

/** Texts on which tokenizers have failed: empty, of one kind of character, of characters of many bytes, of special tokens side by side. */
final class TrialTexts {
    private static final int TOKENS_LIMIT = 100;
    private static final int RUN = 3000;

    private static final List<String> AWKWARD = List.of(
            "",
            " ",
            "\n",
            "a",
            "é",
            "👍",
            "a b",
            "  a  b  ",
            "Hello, World's 12345 tests!\r\n\tEnd.",
            "e\u0301 \u0301 ﬁ İ ǆ \u1e9e",
            "日本語 한국어 ภาษาไทย עברית العربية",
            "👩‍👩‍👧‍👦🏳️‍🌈🇩🇪",
            "\u0000\u0001\u200b\u200d\ufeff\ufffd\u00a0\u3000",
            "▁a▁▁b",
            "<0x0A>##a@@</w>",
            "\u0344\u0958\ufb1d\u2126");

    private TrialTexts() {}

    /** The texts for a tokenizer with these added tokens. */
    static List<String> of(Iterable<String> addedTokens) {
        List<String> texts = new ArrayList<>(AWKWARD);
        for (String run : List.of("a", " ", "\n", "1", ".", "é", "aA", "a ", "\u0301", "=")) {
            texts.add(run.repeat(RUN));
            texts.add(run.repeat(RUN) + "!");
        }
        int count = 0;
        for (String token : addedTokens) {
            if (count++ == TOKENS_LIMIT) {
                break;
            }
            texts.add(token);
            texts.add(" " + token + "   " + token + "é" + token);
        }
        return texts;
    }
}
