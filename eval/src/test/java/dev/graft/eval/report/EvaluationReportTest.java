package dev.graft.eval.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.eval.Condition;
import dev.graft.eval.Tally;
import dev.graft.eval.answers.ExactMatch;
import dev.graft.eval.measure.Score;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.Sample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluationReportTest {
    /** Expected ends by bisection: where a proportion p is 1.96 standard deviations of its own from the one seen. */
    @ParameterizedTest
    @CsvSource({
        "8, 10, 0.490162471537, 0.943317848546",
        "0, 10, 0.000000000000, 0.277532799863",
        "3900, 3900, 0.999015979808, 1.000000000000",
        "670, 1000, 0.640254442635, 0.698444459480"
    })
    void intervalsAreWilsons(int right, int count, double low, double high) {
        Score score = Score.of(right, count);
        assertEquals((double) right / count, score.value());
        assertEquals(low, score.interval().orElseThrow().low(), 1e-9);
        assertEquals(high, score.interval().orElseThrow().high(), 1e-9);
    }

    @Test
    void tableHasARowForEachTypeAndAColumnForEachCondition() {
        assertEquals("""
                exact_match, %  samples                   images                    blind
                all                   3   66.67 [ 20.77,  93.85]    0.00 [  0.00,  56.15]
                  how many            2   50.00 [  9.45,  90.55]    0.00 [  0.00,  65.76]
                  is there a          1  100.00 [ 20.65, 100.00]    0.00 [  0.00,  79.35]

                images: the image that the question is about
                blind: the mean visual tokens of all images, so no particular one
                """, report().toTable());
    }

    @Test
    void jsonHoldsTheSameNumbers() throws Exception {
        JsonNode json = new ObjectMapper().readTree(report().toJson());
        assertEquals("shapes", json.get("dataset").textValue());
        assertEquals(
                "the image that the question is about",
                json.at("/conditions/images").textValue());
        JsonNode images = json.get("metrics").get("exact_match").get("images");
        assertEquals(2.0 / 3, images.get("overall").get("value").doubleValue());
        assertEquals(3, images.get("overall").get("count").intValue());
        assertEquals(0.2076596, images.get("overall").get("low").doubleValue(), 1e-6);
        assertEquals(
                0.5, images.get("question_types").get("how many").get("value").doubleValue());
        assertEquals(0, json.at("/metrics/exact_match/blind/overall/value").doubleValue());
    }

    @Test
    void conditionsMayHaveDifferentSamples() {
        Tally tally = tally();
        tally.add(Condition.SHUFFLED, List.of(sample("is there a cat?", "no")), List.of("no"));
        List<String> lines = tally.report("shapes").toTable().lines().toList();
        assertEquals("all               3/3/1", lines.get(1).substring(0, 23));
        assertEquals(
                "-", lines.get(2).substring(lines.get(2).length() - 1), "no such question under the last condition");
    }

    @Test
    void whatWasLeftOutIsToldByKindAndReadAgain(@TempDir Path folder) throws Exception {
        LeftOut some = new LeftOut(Map.of("missing-image", 2L), Map.of("malformed", 4L), 0);
        EvaluationReport report = report().leaving(some).leaving(new LeftOut(Map.of("overlong", 1L), Map.of(), 3));
        assertTrue(report.toTable().endsWith("""

                questions left out: missing-image 2, overlong 1
                examples left out: malformed 4
                questions whose answers have less room than they need: 3
                """), report::toTable);
        JsonNode json = new ObjectMapper().readTree(report.toJson());
        assertEquals(new ObjectMapper().readTree("""
                {"questions": {"missing-image": 2, "overlong": 1}, "examples": {"malformed": 4}, "cut": 3}"""), json.get("left_out"));
        assertEquals(
                report.leftOut(),
                EvaluationReport.read(Files.writeString(folder.resolve("report.json"), report.toJson()))
                        .leftOut());
        assertFalse(new ObjectMapper().readTree(report().toJson()).has("left_out"));
    }

    @Test
    void nothingScoredIsNoReport() {
        assertThrows(IllegalStateException.class, () -> new Tally(List.of(new ExactMatch())).report("shapes"));
    }

    private static EvaluationReport report() {
        return tally().report("shapes");
    }

    private static Tally tally() {
        Tally tally = new Tally(List.of(new ExactMatch()));
        List<Sample> samples =
                List.of(sample("How many cats?", "2"), sample("how many dogs?", "3"), sample("Is there a cat?", "yes"));
        List<String> answers = List.of("2", "4", "Yes.");
        tally.add(Condition.IMAGES, samples, answers);
        tally.add(Condition.BLIND, samples, List.of("?", "?", "?"));
        return tally;
    }

    private static Sample sample(String question, String answer) {
        return Sample.of("1", ImageRef.in(Path.of("."), question + ".png"), question, List.of(answer));
    }
}
