package dev.graft.eval.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.eval.Condition;
import dev.graft.eval.Tally;
import dev.graft.eval.answers.Protocol;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.Sample;
import dev.graft.testsupport.Checkout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What others read of the reports: no key is taken away or written without being described. */
class ReportSchemaTest {
    private static final Set<String> NAMES =
            Set.of("missing-image", "overlong", "exact_match", "vqa_accuracy", "how many", "number", "one.json", "d");

    private static EvaluationReport report(String... answers) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < answers.length; i++) {
            samples.add(new Sample(
                    "" + i,
                    Sample.of("0", ImageRef.in(Path.of("."), i + ".png"), "?", List.of("1"))
                            .images(),
                    "",
                    List.of(),
                    "how many?",
                    List.of("1", "2"),
                    List.of("1", "2"),
                    Optional.empty(),
                    Optional.of("number"),
                    1));
        }
        Tally tally = new Tally(Protocol.of("vqa").evaluators());
        tally.add(Condition.IMAGES, samples, List.of(answers));
        return tally.report("d").by("vqa");
    }

    private static void keys(JsonNode node, Set<String> into) {
        node.properties().forEach(field -> {
            into.add(field.getKey());
            keys(field.getValue(), into);
        });
        node.elements().forEachRemaining(each -> keys(each, into));
    }

    @Test
    void everyKeyIsDescribedAndNoneIsMissing() throws Exception {
        LeftOut leftOut = new LeftOut(Map.of("missing-image", 2L), Map.of("overlong", 1L), 3);
        EvaluationReport report = report("1", "3", "1")
                .withProbabilities(new double[] {0.5, 0.5, 1})
                .leaving(leftOut);
        Set<String> found = new LinkedHashSet<>();
        for (String json : List.of(
                report.toJson(),
                PairedComparison.of("a", report, "b", report("2", "1", "3")).toJson(),
                SeedComparison.of(
                                new SeedComparison.Runs(
                                        "a", List.of(0L, 1L), List.of(List.of(report), List.of(report))),
                                new SeedComparison.Runs(
                                        "b", List.of(0L, 1L), List.of(List.of(report("2", "1", "3")), List.of(report))))
                        .toJson(),
                SeedReport.of(List.of(0L, 1L), List.of(List.of(report), List.of(report("1", "1", "1"))))
                        .toJson())) {
            keys(new ObjectMapper().readTree(json), found);
        }
        found.removeAll(NAMES);
        String page = Files.readString(Checkout.root().resolve("docs/reference/metrics.md"));
        String described = page.substring(page.indexOf("## Calibration"));
        List<String> missing = found.stream()
                .filter(key -> !described.contains('`' + key + '`'))
                .toList();
        assertEquals(List.of(), missing);
        for (String key : List.of(
                "dataset", "protocol", "answers", "metrics", "left_out", "cut", "probability", "gained", "deviation")) {
            assertTrue(found.contains(key), key);
        }
    }
}
