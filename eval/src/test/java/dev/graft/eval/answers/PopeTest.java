package dev.graft.eval.answers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.eval.measure.Measurement;
import dev.graft.eval.measure.Resampling;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.Sample;
import dev.graft.tensors.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PopeTest {
    /** Each traced by hand through the official evaluate.py. */
    @ParameterizedTest
    @ValueSource(strings = {"no", "No", "No, there is not", "There is not, I think.", "no. Yes", "it is no dog"})
    void meansNo(String answer) {
        assertFalse(Pope.saysYes(answer));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yes",
                "",
                "Yes. There is no doubt",
                "NO",
                "nothing",
                "no!",
                "I see\nno dog",
                ". no",
                "None",
                "well,no"
            })
    void meansYes(String answer) {
        assertTrue(Pope.saysYes(answer));
    }

    /** Three of four right: 2 true and 1 false positive, 1 true negative. */
    @Test
    void countsAsInTheFormulae() {
        Map<String, Measurement> scores = evaluate(List.of("yes", "yes", "no", "no"), "yes", "Yes.", "yes", "No");
        assertEquals(0.75, value(scores, "accuracy"));
        assertEquals(2.0 / 3, value(scores, "precision"));
        assertEquals(1, value(scores, "recall"));
        assertEquals(0.8, value(scores, "f1"), 1e-15);
        assertEquals(0.75, value(scores, "yes_ratio"));
        assertEquals(List.of("accuracy", "precision", "recall", "f1", "yes_ratio"), List.copyOf(scores.keySet()));
        assertEquals(3, scores.get("precision").count(), "of the answers that mean yes");
    }

    @Test
    void nothingPositiveIsDefined() {
        Map<String, Measurement> scores = evaluate(List.of("no", "no"), "no", "no");
        assertEquals(1, value(scores, "accuracy"));
        for (String metric : List.of("precision", "recall", "f1", "yes_ratio")) {
            assertEquals(0, value(scores, metric), metric);
        }
        assertFalse(Resampling.byGroup(List.of(1, 2))
                .interval(scores.get("precision"))
                .isPresent());
    }

    @Test
    void refusesOtherReferences() {
        IllegalArgumentException refused =
                assertThrows(InvalidInputException.class, () -> evaluate(List.of("maybe"), "yes"));
        assertTrue(refused.getMessage().contains("yes or no, found \"maybe\""), refused.getMessage());
    }

    private static double value(Map<String, Measurement> scores, String metric) {
        return scores.get(metric).value();
    }

    private static Map<String, Measurement> evaluate(List<String> references, String... answers) {
        List<Sample> samples = references.stream()
                .map(reference -> Sample.of(
                        "1", ImageRef.in(Path.of("."), "1.png"), "Is there a dog in the image?", List.of(reference)))
                .toList();
        return new Pope().evaluate(samples, List.of(answers));
    }
}
