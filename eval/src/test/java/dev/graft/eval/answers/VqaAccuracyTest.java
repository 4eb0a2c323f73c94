package dev.graft.eval.answers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.eval.Condition;
import dev.graft.eval.Tally;
import dev.graft.eval.measure.Score;
import dev.graft.models.data.Sample;
import dev.graft.testsupport.SharedData;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Against what the official program gives. */
class VqaAccuracyTest {
    /** The program rounds percentages to two decimals. */
    private static final double ROUNDING = 0.005 + 1e-9;

    private final AnswerMetric metric = new VqaAccuracy();

    @Test
    void normalisesAsTheOfficialProgram() throws IOException {
        JsonNode cases = golden().get("normalisation");
        assertEquals(70, cases.size());
        for (JsonNode c : cases) {
            String raw = c.get("raw").textValue();
            assertEquals(
                    c.get("normalised").textValue(),
                    VqaNormalisation.normalise(VqaNormalisation.spaces(raw)),
                    () -> "normalised form of '" + raw + "'");
        }
    }

    @Test
    void scoresAsTheOfficialProgram() throws IOException {
        JsonNode golden = golden();
        Tally tally = new Tally(List.of(metric));
        List<Sample> samples = new ArrayList<>();
        List<String> answers = new ArrayList<>();
        assertEquals(120, golden.get("cases").size());
        for (JsonNode c : golden.get("cases")) {
            List<String> humans = new ArrayList<>();
            c.get("human").forEach(answer -> humans.add(answer.textValue()));
            String answer = c.get("answer").textValue();
            assertEquals(
                    c.get("accuracy").doubleValue(),
                    100 * metric.score(answer, humans),
                    ROUNDING,
                    () -> "question " + c.get("question_id"));
            samples.add(sample(c, humans));
            answers.add(answer);
        }
        tally.add(Condition.IMAGES, samples, answers);
        Breakdown scores = tally.report("golden").metrics().get(0).conditions().get(Condition.IMAGES);
        JsonNode accuracy = golden.get("accuracy");
        assertEquals(
                accuracy.get("overall").doubleValue(), 100 * scores.overall().value(), ROUNDING);
        assertTypes(accuracy.get("perQuestionType"), scores.questionTypes());
        assertTypes(accuracy.get("perAnswerType"), scores.answerTypes());
    }

    /** By hand from the formula: with m of ten humans, the mean over leaving each out of min(1, matches / 3). */
    @Test
    void threeOtherHumansAreEnough() {
        double[] expected = {0, 0.3, 0.6, 0.9, 1, 1, 1, 1, 1, 1};
        for (int matches = 0; matches < expected.length; matches++) {
            List<String> humans = new ArrayList<>(Collections.nCopies(matches, "Cat."));
            humans.addAll(Collections.nCopies(10 - matches, "dog"));
            assertEquals(expected[matches], metric.score("a cat", humans), 1e-12);
        }
    }

    @Test
    void fewReferencesStandForTenHumans() {
        assertEquals(1, metric.score("yes", List.of("yes")));
        assertEquals(0, metric.score("Yes", List.of("yes")), "as they are, where all humans agree");
        assertEquals(1, metric.score(" Two!", List.of("2", "couple")));
        assertEquals(0, metric.score("three", List.of("2", "couple")));
        assertThrows(IllegalArgumentException.class, () -> metric.score("yes", List.of()));
    }

    /** Of the program's words that complete a contraction, those that it treats unlike the others. */
    @Test
    void keepsTheOddContractions() {
        assertEquals("somebodyd", VqaNormalisation.normalise("Somebody'd"));
        assertEquals("lets", VqaNormalisation.normalise("lets"));
        assertEquals("shes", VqaNormalisation.normalise("shes"));
        assertEquals("im", VqaNormalisation.normalise("Im"));
        assertEquals("y'all'd've", VqaNormalisation.normalise("yall'd've"));
        assertEquals(".".repeat(8), VqaNormalisation.normalise(".".repeat(40)));
    }

    private static void assertTypes(JsonNode expected, Map<String, Score> scores) {
        assertEquals(expected.size(), scores.size());
        scores.forEach(
                (type, score) -> assertEquals(expected.get(type).doubleValue(), 100 * score.value(), ROUNDING, type));
    }

    private static Sample sample(JsonNode c, List<String> humans) {
        return Sample.of(
                c.get("question_id").asText(),
                Optional.empty(),
                "question",
                humans,
                Optional.of(c.get("question_type").textValue()),
                Optional.of(c.get("answer_type").textValue()),
                1);
    }

    private static JsonNode golden() throws IOException {
        return new ObjectMapper()
                .readTree(SharedData.path("fixtures/metrics/vqa-official/golden.json")
                        .toFile());
    }
}
