package dev.graft.eval.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.eval.Condition;
import dev.graft.eval.Tally;
import dev.graft.eval.answers.Protocol;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.Sample;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeedComparisonTest {
    @TempDir
    private Path folder;

    private static List<EvaluationReport> report(String... answers) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < answers.length; i++) {
            samples.add(Sample.of("" + i, ImageRef.in(Path.of("."), i + ".png"), "how many?", List.of("1")));
        }
        Tally tally = new Tally(Protocol.of("vqa").evaluators());
        tally.add(Condition.IMAGES, samples, List.of(answers));
        return List.of(tally.report("d").by("vqa"));
    }

    private static SeedComparison.Runs runs(String name, List<Long> seeds, List<List<EvaluationReport>> reports) {
        return new SeedComparison.Runs(name, seeds, reports);
    }

    @Test
    void saysByHowMuchAndHowSureThatIs() throws Exception {
        SeedComparison comparison = SeedComparison.of(
                runs("a", List.of(4L, 5L), List.of(report("1", "2", "2", "2"), report("2", "2", "2", "2"))),
                runs("b", List.of(4L, 5L), List.of(report("1", "1", "2", "1"), report("1", "2", "2", "2"))));
        JsonNode exact = new ObjectMapper().readTree(comparison.toJson()).at("/datasets/d/exact_match");
        assertEquals(0.125, exact.get("first").doubleValue());
        assertEquals(0.375, exact.get("difference").doubleValue());
        assertEquals("[0.5,0.25]", exact.get("values").toString());
        assertEquals(0.125, exact.get("error_by_seeds").doubleValue(), 1e-12);
        // The images' differences are 1/2, 1/2, 0 and 1/2.
        assertEquals(0.125, exact.get("error_by_images").doubleValue(), 1e-12);
        assertEquals("min-f", exact.get("test").textValue());
        assertTrue(comparison.toTable().contains("+37.50"), comparison.toTable());
    }

    @Test
    void refusesRunsThatAreNoPairs() {
        SeedComparison.Runs two = runs("a", List.of(4L, 5L), List.of(report("1", "2"), report("2", "2")));
        assertRefused(
                two,
                runs("b", List.of(4L, 6L), List.of(report("1", "2"), report("2", "2"))),
                "only runs of the same seeds");
        assertRefused(
                two,
                runs("b", List.of(4L, 5L), List.of(report("1", "2"), report("2"))),
                "a of seed 5 answers 2 questions");
        assertRefused(two, runs("b", List.of(4L, 5L), List.of(report("1", "2"), List.of())), "has 1 evaluations");
        SeedComparison.Runs one = runs("a", List.of(4L), List.of(report("1", "2")));
        assertRefused(one, one, "how seeds differ shows in two or more");
    }

    private static void assertRefused(SeedComparison.Runs one, SeedComparison.Runs other, String why) {
        InvalidInputException refused = assertThrows(InvalidInputException.class, () -> SeedComparison.of(one, other));
        assertTrue(refused.getMessage().contains(why), refused.getMessage());
    }

    @Test
    void theSeedsOfAFileAreReadStrictly() throws Exception {
        for (String text : List.of("[]", "{\"seeds\": [1.5]}", "{\"seeds\": [1], \"dataset\": {}}")) {
            Path file = Files.writeString(folder.resolve("seeds.json"), text);
            assertThrows(ModelFileException.class, () -> SeedReport.seeds(file), text);
        }
        Path file = Files.writeString(
                folder.resolve("seeds.json"),
                SeedReport.of(List.of(-1L, 0L), List.of(report("1"), report("1")))
                        .toJson());
        assertEquals(List.of(-1L, 0L), SeedReport.seeds(file));
    }
}
