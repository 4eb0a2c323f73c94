package dev.graft.eval.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.eval.answers.Breakdown;
import dev.graft.eval.measure.Calibration;
import dev.graft.eval.measure.Resampling;
import dev.graft.eval.measure.Score;
import java.util.Locale;
import java.util.Map;

/** A report as JSON. */
final class ReportJson {
    private ReportJson() {}

    static ObjectNode of(EvaluationReport report) {
        ObjectNode root = JsonTree.object().put("dataset", report.dataset());
        if (!report.protocol().isEmpty()) {
            root.put("protocol", report.protocol());
        }
        ObjectNode described = root.putObject("conditions");
        report.conditions().forEach(condition -> described.put(condition.id(), condition.description()));
        root.putObject("intervals").put("level", 0.95).put("draws", Resampling.DRAWS);
        ObjectNode metrics = root.putObject("metrics");
        for (EvaluationReport.Metric metric : report.metrics()) {
            ObjectNode conditions = metrics.putObject(metric.name());
            metric.conditions().forEach((condition, scores) -> write(conditions.putObject(condition.id()), scores));
        }
        write(root, report.leftOut());
        report.calibration()
                .forEach((metric, calibration) ->
                        write(root.withObject("/calibration").putObject(metric), calibration));
        if (!report.answers().isEmpty()) {
            ArrayNode answers = root.putArray("answers");
            report.answers().forEach(answered -> write(answers.addObject(), answered));
        }
        return root;
    }

    /** Puts it under its key; nothing where everything was used. */
    static void write(ObjectNode report, LeftOut leftOut) {
        write(report, "left_out", leftOut);
    }

    /** Puts it under a key; nothing where everything was used. */
    static void write(ObjectNode parent, String key, LeftOut leftOut) {
        if (leftOut.isEmpty()) {
            return;
        }
        ObjectNode node = parent.putObject(key);
        leftOut.questions().forEach(node.putObject("questions")::put);
        leftOut.examples().forEach(node.putObject("examples")::put);
        node.put("cut", leftOut.cut());
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
        score.interval()
                .ifPresent(interval -> node.put("low", interval.low())
                        .put("high", interval.high())
                        .put("method", interval.method().name().toLowerCase(Locale.ROOT)));
    }

    private static void write(ObjectNode node, Calibration calibration) {
        node.put("expected_calibration_error", calibration.error())
                .put("adaptive_calibration_error", calibration.adaptiveError())
                .put("brier_score", calibration.brier())
                .put("confidence", calibration.confidence())
                .put("score", calibration.score());
        ArrayNode bins = node.putArray("bins");
        calibration
                .bins()
                .forEach(bin -> bins.addObject()
                        .put("low", bin.low())
                        .put("high", bin.high())
                        .put("count", bin.count())
                        .put("confidence", bin.confidence())
                        .put("score", bin.score()));
    }

    private static void write(ObjectNode node, Answered answered) {
        node.put("id", answered.id()).put("image", answered.image()).put("question", answered.question());
        node.put("question_type", answered.questionType());
        answered.answerType().ifPresent(type -> node.put("answer_type", type));
        ArrayNode references = node.putArray("references");
        answered.references().forEach(references::add);
        if (!answered.choices().isEmpty()) {
            ArrayNode choices = node.putArray("choices");
            answered.choices().forEach(choices::add);
        }
        node.put("answer", answered.answer());
        answered.probability().ifPresent(probability -> node.put("probability", probability));
        ObjectNode scores = node.putObject("scores");
        answered.scores().forEach(scores::put);
    }
}
