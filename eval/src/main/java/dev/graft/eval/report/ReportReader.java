package dev.graft.eval.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.eval.Condition;
import dev.graft.eval.answers.Breakdown;
import dev.graft.eval.measure.Interval;
import dev.graft.eval.measure.Score;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.JsonFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Reads a report that was written as JSON, and refuses whatever it does not know in it. */
final class ReportReader {
    private static final List<String> REPORT =
            List.of("dataset", "protocol", "conditions", "intervals", "metrics", "left_out", "calibration", "answers");
    private static final List<String> BREAKDOWN = List.of("overall", "question_types", "answer_types");
    private static final List<String> SCORE = List.of("value", "count", "low", "high", "method");
    private static final List<String> ANSWER = List.of(
            "id",
            "image",
            "question",
            "question_type",
            "answer_type",
            "references",
            "choices",
            "answer",
            "probability",
            "scores");
    private static final List<String> CONDITIONS =
            Arrays.stream(Condition.values()).map(Condition::id).toList();

    private ReportReader() {}

    static EvaluationReport read(Path file) {
        JsonNode json = JsonFile.read(file, JsonNode.class);
        if (!json.path("dataset").isTextual() || !json.path("metrics").isObject()) {
            throw new ModelFileException(
                    file,
                    "is no report of an evaluation, which has \"dataset\" and \"metrics\"; graft eval --json makes one");
        }
        return report(new ReportNode(file, "", json).with(REPORT));
    }

    private static EvaluationReport report(ReportNode root) {
        root.get("conditions").with(CONDITIONS).fields(ReportNode::text);
        root.get("intervals").with(List.of("level", "draws")).fields(ReportNode::number);
        root.get("calibration").fields(); // computed from the answers
        return new EvaluationReport(
                root.get("dataset").text(),
                root.has("protocol") ? root.get("protocol").text() : "",
                root.get("metrics").fields().entrySet().stream()
                        .map(metric -> new EvaluationReport.Metric(metric.getKey(), conditions(metric.getValue())))
                        .toList(),
                root.get("answers").elements(ReportReader::answered),
                leftOut(root.get("left_out").with(List.of("questions", "examples", "cut"))));
    }

    private static LeftOut leftOut(ReportNode node) {
        return new LeftOut(
                node.get("questions").fields(ReportNode::count),
                node.get("examples").fields(ReportNode::count),
                node.has("cut") ? node.get("cut").count() : 0);
    }

    private static Map<Condition, Breakdown> conditions(ReportNode metric) {
        Map<Condition, Breakdown> conditions = new EnumMap<>(Condition.class);
        Map<String, ReportNode> scores = metric.with(CONDITIONS).fields();
        for (Condition condition : Condition.values()) {
            if (scores.containsKey(condition.id())) {
                ReportNode node = scores.get(condition.id()).with(BREAKDOWN);
                conditions.put(
                        condition,
                        new Breakdown(
                                score(node.get("overall")),
                                new TreeMap<>(node.get("question_types").fields(ReportReader::score)),
                                new TreeMap<>(node.get("answer_types").fields(ReportReader::score))));
            }
        }
        return conditions;
    }

    private static Score score(ReportNode node) {
        boolean open = node.with(SCORE).has("low") || node.has("high") || node.has("method");
        Optional<Interval> interval = open
                ? Optional.of(
                        new Interval(node.get("low").number(), node.get("high").number(), method(node)))
                : Optional.empty();
        try {
            return new Score(node.get("value").number(), node.get("count").count(), interval);
        } catch (IllegalArgumentException e) {
            throw node.error("cannot be: " + e.getMessage());
        }
    }

    /** Reports from before there were other intervals have Wilson's and do not say so. */
    private static Interval.Method method(ReportNode score) {
        String name = score.has("method") ? score.get("method").text() : "wilson";
        for (Interval.Method method : Interval.Method.values()) {
            if (method.name().toLowerCase(Locale.ROOT).equals(name)) {
                return method;
            }
        }
        throw score.error("has an interval by '" + name + "', expected wilson, bootstrap or student");
    }

    private static Answered answered(ReportNode node) {
        List<String> references = node.with(ANSWER).get("references").elements(ReportNode::text);
        if (references.isEmpty()) {
            throw node.error("has no \"references\", which every answer is scored by");
        }
        Answered answered = new Answered(
                node.get("id").text(),
                node.get("image").text(),
                node.get("question").text(),
                node.get("question_type").text(),
                node.has("answer_type") ? Optional.of(node.get("answer_type").text()) : Optional.empty(),
                references,
                node.get("choices").elements(ReportNode::text),
                node.get("answer").text(),
                node.has("probability")
                        ? OptionalDouble.of(node.get("probability").number())
                        : OptionalDouble.empty(),
                node.get("scores").fields(ReportNode::number));
        try {
            answered.sample();
            return answered;
        } catch (IllegalArgumentException e) {
            throw node.error("cannot be an answer: " + e.getMessage());
        }
    }
}
