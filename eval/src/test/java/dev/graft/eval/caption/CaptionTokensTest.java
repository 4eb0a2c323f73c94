package dev.graft.eval.caption;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CaptionTokensTest {
    /** What the official program makes of awkward captions; see scripts/reference/caption_tokens.py. */
    @Test
    void areThoseOfTheOfficialProgram() throws IOException {
        List<String> lines = new String(
                        getClass().getResourceAsStream("tokens.tsv").readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertEquals(102, lines.size());
        for (String line : lines) {
            String[] columns = line.split("\t");
            assertEquals(columns[1], String.join(" ", CaptionTokens.of(columns[0])), columns[0]);
        }
    }

    @Test
    void longTextsDoNotExhaustTheStack() {
        for (String part : List.of("a", "a-", "1,", "a.", "1", "a/1", "n't", "'")) {
            CaptionTokens.of(part.repeat(50_000));
        }
    }

    @Test
    void punctuationAloneIsNoWord() {
        assertEquals(List.of(), CaptionTokens.of(""));
        assertEquals(List.of(), CaptionTokens.of(" \n\t. \"'` -- ... \u2026 \u2019"));
        assertEquals(List.of("a", "dog"), CaptionTokens.of("A\ndog."));
    }
}
