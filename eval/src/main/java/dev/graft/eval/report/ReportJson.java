package dev.graft.eval.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.eval.answers.Breakdown;
import dev.graft.eval.answers.Score;
import java.util.Map;

/** A report as JSON. */
final class ReportJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ReportJson() {}

    static String of(EvaluationReport report) {
        ObjectNode root = JSON.createObjectNode().put("dataset", report.dataset());
        ObjectNode described = root.putObject("conditions");
        report.conditions().forEach(condition -> described.put(condition.id(), condition.description()));
        ObjectNode metrics = root.putObject("metrics");
        for (EvaluationReport.Metric metric : report.metrics()) {
            ObjectNode conditions = metrics.putObject(metric.name());
            metric.conditions().forEach((condition, scores) -> write(conditions.putObject(condition.id()), scores));
        }
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of numbers and names can always be written", e);
        }
    }

    private static void write(ObjectNode node, Breakdown scores) {
        write(node.putObject("overall"), scores.overall());
        if (!scores.questionTypes().isEmpty()) {
            write(node.putObject("question_types"), scores.questionTypes());
        }
        if (!scores.answerTypes().isEmpty()) {
            write(node.putObject("answer_types"), scores.answerTypes());
        }
    }

    private static void write(ObjectNode node, Map<String, Score> scores) {
        scores.forEach((type, score) -> write(node.putObject(type), score));
    }

    private static void write(ObjectNode node, Score score) {
        node.put("value", score.value()).put("count", score.count());
        score.interval().ifPresent(interval -> node.put("low", interval.low()).put("high", interval.high()));
    }
}
