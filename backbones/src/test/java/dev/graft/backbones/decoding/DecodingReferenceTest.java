package dev.graft.backbones.decoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.backbones.generation.Drawing;
import dev.graft.backbones.generation.rule.TokenRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Texts, and the tokens that are drawn from, against those of transformers in {@code scripts/reference/decoding.py}. */
class DecodingReferenceTest {
    private static final JsonNode REFERENCE = read();
    private static final TableReader TABLE = new TableReader(
            REFERENCE.get("vocabulary").asInt(),
            TextCases.floats(REFERENCE.get("last")),
            TextCases.floats(REFERENCE.get("before")),
            Arrays.stream(TextCases.ids(REFERENCE.get("ends"))).boxed().toList());

    private static final TextCases CASES = TextCases.of(REFERENCE.get("cases"), TableReader::prompt);

    private static JsonNode read() {
        try {
            return TextCases.read(DecodingReferenceTest.class.getResourceAsStream("decoding.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void textsAreThoseOfTransformers() {
        assertTrue(CASES.cases().size() > 200);
        assertEquals(List.of(), CASES.wrongAlone(() -> new DecodingBatch(TABLE)));
    }

    /** Requests that join while others are written, and of which some leave, change no text. */
    @Test
    void textsThatAreWrittenTogetherAreThoseWrittenAlone() {
        assertEquals(List.of(), CASES.wrongTogether(new DecodingBatch(TABLE)));
    }

    @Test
    void tokensThatAreDrawnFromAreThoseOfTransformers() {
        for (JsonNode each : REFERENCE.get("filters")) {
            float[] scores = TextCases.floats(each.get("scores"));
            double value = each.get("value").asDouble();
            Drawing all = Drawing.at(1);
            Drawing drawing = switch (each.get("name").asText()) {
                case "top_k" -> all.withTopK((int) value);
                case "top_p" -> all.withTopP(value);
                case "min_p" -> all.withMinP(value);
                case "typical_p" -> new Drawing(1, 0, 1, 0, value, 0, 0, 0, 0);
                case "epsilon_cutoff" -> new Drawing(1, 0, 1, 0, 1, value, 0, 0, 0);
                case "eta_cutoff" -> new Drawing(1, 0, 1, 0, 1, 0, value, 0, 0);
                default -> new Drawing(1, 0, 1, 0, 1, 0, 0, value, 0);
            };
            new Filters(drawing, each.get("fewest").asInt()).apply(scores);
            int[] kept = IntStream.range(0, scores.length)
                    .filter(token -> scores[token] > TokenRule.NEVER)
                    .toArray();
            int[] expected = Arrays.stream(TextCases.ids(each.get("kept")))
                    .mapToInt(Math::toIntExact)
                    .toArray();
            assertArrayEquals(expected, kept, each.get("name") + " " + value);
        }
    }
}
