package dev.graft.eval.answers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.eval.measure.Measurement;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.Sample;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PublishedMetricsTest {
    /**
     * Scores of answers of our own, computed by the published programs themselves: lmms-eval at 75571cfe, for the accuracy of
     * EvalAI MMF's TextVQAAccuracyEvaluator.
     */
    @Test
    void agreeWithThePublishedPrograms() throws Exception {
        Map<String, Evaluator> metrics = new HashMap<>();
        Map<String, Integer> counts = new HashMap<>();
        List<String> wrong = new ArrayList<>();
        for (String id : Protocol.ids()) {
            Protocol protocol = Protocol.of(id);
            protocol.evaluators()
                    .forEach(evaluator -> metrics.put(
                            evaluator instanceof AnswerMetric metric ? metric.name() : id + "_accuracy", evaluator));
        }
        try (InputStream golden = getClass().getResourceAsStream("published-metrics.jsonl")) {
            var lines = new ObjectMapper().readerFor(JsonNode.class).<JsonNode>readValues(golden);
            while (lines.hasNext()) {
                JsonNode line = lines.next();
                String metric = line.get("metric").textValue();
                counts.merge(metric, 1, Integer::sum);
                List<String> references = new ArrayList<>();
                line.get("references").forEach(reference -> references.add(reference.textValue()));
                Sample sample = Sample.of(
                        "1",
                        Optional.of(ImageRef.in(Path.of("."), "1.png")),
                        "?",
                        references,
                        Optional.ofNullable(line.path("question_type").textValue()),
                        Optional.empty(),
                        1);
                Measurement measured = metrics.get(metric)
                        .evaluate(
                                List.of(sample), List.of(line.get("prediction").textValue()))
                        .get(metric);
                if (Math.abs(measured.value() - line.get("score").doubleValue()) > 1e-12) {
                    wrong.add(measured.value() + ": " + line);
                }
            }
        }
        assertEquals(7, counts.size());
        assertTrue(counts.values().stream().allMatch(count -> count >= 80), counts.toString());
        assertEquals(List.of(), wrong);
    }
}
