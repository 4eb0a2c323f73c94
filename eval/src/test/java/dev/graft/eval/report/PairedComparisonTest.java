package dev.graft.eval.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.eval.Condition;
import dev.graft.eval.Tally;
import dev.graft.eval.answers.Protocol;
import dev.graft.eval.measure.PairedTest;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.Sample;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairedComparisonTest {
    @TempDir
    private Path folder;

    private static Sample sample(int number, String question, String answer) {
        return Sample.of(
                Integer.toString(number), ImageRef.in(Path.of("."), number + ".png"), question, List.of(answer));
    }

    private static final List<Sample> SAMPLES = List.of(
            sample(1, "is it red?", "yes"),
            sample(2, "is it blue?", "no"),
            sample(3, "how many?", "3"),
            sample(4, "how many?", "4"));

    private static EvaluationReport report(String protocol, List<Sample> samples, String... answers) {
        Tally tally = new Tally(Protocol.of(protocol).evaluators());
        tally.add(Condition.IMAGES, samples, List.of(answers));
        return tally.report("data").by(protocol);
    }

    @Test
    void saysByHowMuchAndWhere() throws Exception {
        EvaluationReport one = report("vqa", SAMPLES, "yes", "yes", "2", "4");
        EvaluationReport other = report("vqa", SAMPLES, "yes", "no", "3", "5");
        PairedComparison comparison = PairedComparison.of("one", one, "other", other);
        PairedComparison.Metric exact = comparison.metrics().get(0);
        assertEquals("exact_match", exact.name());
        assertEquals(0.25, exact.overall().value());
        assertEquals(PairedTest.MCNEMAR, exact.overall().test());
        assertEquals(1, exact.overall().p(), 1e-12);
        assertEquals(0, exact.questionTypes().get("how many").value());
        assertEquals(
                List.of("2", "3"),
                comparison.changed(true).stream().map(each -> each.first().id()).toList());
        assertEquals(
                List.of("4"),
                comparison.changed(false).stream()
                        .map(each -> each.first().id())
                        .toList());
        JsonNode json = new ObjectMapper().readTree(comparison.toJson());
        assertEquals(0.25, json.at("/metrics/exact_match/overall/difference").doubleValue());
        assertEquals("no", json.at("/gained/0/second").textValue());
        assertTrue(
                comparison.toTable().contains("2, 2.png: is it blue? \"yes\" -> \"no\" (right: no)"),
                comparison.toTable());
    }

    @Test
    void saysWhereByTypeOfAnswerWhereTheDataTellIt() throws Exception {
        List<Sample> typed = SAMPLES.stream()
                .map(sample -> Sample.of(
                        sample.id(),
                        sample.image(),
                        sample.question(),
                        sample.answers(),
                        Optional.empty(),
                        Optional.of(sample.question().startsWith("is") ? "yes/no" : "number"),
                        1))
                .toList();
        PairedComparison comparison = PairedComparison.of(
                "one",
                report("vqa", typed, "yes", "yes", "2", "4"),
                "other",
                report("vqa", typed, "yes", "no", "2", "5"));
        JsonNode json = new ObjectMapper().readTree(comparison.toJson());
        assertEquals(
                0.5,
                json.at("/metrics/exact_match/answer_types/yes~1no/difference").doubleValue());
        assertEquals(
                -0.5,
                json.at("/metrics/exact_match/answer_types/number/difference").doubleValue());
        assertTrue(comparison.toTable().contains("by answer\n"), comparison.toTable());
    }

    /** What is read from a file compares as what was never written; BLEU and CIDEr are computed from the answers in it. */
    @Test
    void savedReportsCompareAsFreshOnes() throws Exception {
        List<Sample> captions =
                List.of(sample(1, "", "a dog on grass"), sample(2, "", "two cats"), sample(3, "", "a bird"));
        EvaluationReport one = report("caption", captions, "a dog", "two dogs", "a bird");
        EvaluationReport other = report("caption", captions, "a dog on grass", "two cats", "a fish");
        Path file = folder.resolve("one.json");
        Files.writeString(file, one.toJson());
        EvaluationReport read = EvaluationReport.read(file);
        assertEquals(one, read);
        PairedComparison comparison = PairedComparison.of("one", read, "other", other);
        assertEquals(PairedComparison.of("one", one, "other", other), comparison);
        assertEquals(
                other.overall("cider", Condition.IMAGES).orElseThrow().value()
                        - one.overall("cider", Condition.IMAGES).orElseThrow().value(),
                comparison.metrics().get(5).overall().value(),
                1e-12);
        assertTrue(comparison.changed().isEmpty(), "captions are neither right nor wrong");
    }

    @Test
    void saysWhatEachWasMeasuredWithout() throws Exception {
        EvaluationReport one = report("vqa", SAMPLES, "yes", "yes", "2", "4")
                .leaving(new LeftOut(Map.of("missing-image", 2L), Map.of(), 0));
        EvaluationReport other = report("vqa", SAMPLES, "yes", "no", "3", "5");
        PairedComparison comparison = PairedComparison.of("one", one, "other", other);
        JsonNode json = new ObjectMapper().readTree(comparison.toJson());
        assertEquals(2, json.at("/left_out/first/questions/missing-image").intValue());
        assertTrue(json.at("/left_out/second").isMissingNode());
        assertTrue(
                comparison.toTable().contains("\nfirst: questions left out: missing-image 2\n"), comparison.toTable());
        assertFalse(PairedComparison.of("one", other, "other", other).toJson().contains("left_out"));
    }

    @Test
    void refusesWhatCannotBeCompared() {
        EvaluationReport one = report("vqa", SAMPLES, "yes", "yes", "2", "4");
        assertRefused(one, report("vqa", SAMPLES.subList(0, 3), "yes", "yes", "2"), "4 questions");
        assertRefused(one, report("open-ended", SAMPLES, "yes", "yes", "2", "4"), "--metric");
        List<Sample> others = List.of(SAMPLES.get(0), SAMPLES.get(1), sample(3, "how many?", "7"), SAMPLES.get(3));
        assertRefused(one, report("vqa", others, "yes", "yes", "2", "4"), "question 3 ");
        assertRefused(one, new EvaluationReport("data", "", List.of(), List.of()), "without answers");
    }

    private static void assertRefused(EvaluationReport one, EvaluationReport other, String why) {
        InvalidInputException refused =
                assertThrows(InvalidInputException.class, () -> PairedComparison.of("one", one, "other", other));
        assertTrue(refused.getMessage().contains(why), refused.getMessage());
    }

    @Test
    void refusesFilesThatAreNoReports() throws Exception {
        for (String text : List.of(
                "",
                "[]",
                "{\"dataset\":1,\"metrics\":{}}",
                "{\"dataset\":\"d\",\"metrics\":{\"m\":{\"images\":{}}}}",
                "{\"dataset\":\"d\",\"metrics\":{},\"answers\":[{\"id\":\"1\"}]}")) {
            Path file = Files.writeString(folder.resolve("report.json"), text);
            assertThrows(ModelFileException.class, () -> EvaluationReport.read(file), text);
        }
    }
}
