package dev.graft.eval.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.eval.Condition;
import dev.graft.eval.answers.Breakdown;
import dev.graft.eval.measure.Interval;
import dev.graft.eval.measure.Score;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.JsonFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads a report that was written as JSON. */
final class ReportReader {
    private final Path file;

    private ReportReader(Path file) {
        this.file = file;
    }

    static EvaluationReport read(Path file) {
        return new ReportReader(file).report(JsonFile.read(file, JsonNode.class));
    }

    private EvaluationReport report(JsonNode root) {
        if (!root.path("dataset").isTextual() || !root.path("metrics").isObject()) {
            throw new ModelFileException(
                    file,
                    "is no report of an evaluation, which has \"dataset\" and \"metrics\"; graft eval --json makes one");
        }
        List<EvaluationReport.Metric> metrics = new ArrayList<>();
        root.get("metrics")
                .properties()
                .forEach(metric ->
                        metrics.add(new EvaluationReport.Metric(metric.getKey(), conditions(metric.getValue()))));
        List<Answered> answers = new ArrayList<>();
        root.path("answers").forEach(answer -> answers.add(answered(answer)));
        return new EvaluationReport(
                root.get("dataset").textValue(),
                root.path("protocol").asText(),
                metrics,
                answers,
                leftOut(root.path("left_out")));
    }

    private static LeftOut leftOut(JsonNode node) {
        return new LeftOut(
                counts(node.path("questions")),
                counts(node.path("examples")),
                node.path("cut").asLong());
    }

    private static Map<String, Long> counts(JsonNode node) {
        Map<String, Long> counts = new LinkedHashMap<>();
        node.properties()
                .forEach(kind -> counts.put(kind.getKey(), kind.getValue().asLong()));
        return counts;
    }

    private Map<Condition, Breakdown> conditions(JsonNode node) {
        Map<Condition, Breakdown> conditions = new EnumMap<>(Condition.class);
        for (Condition condition : Condition.values()) {
            if (node.has(condition.id())) {
                JsonNode scores = node.get(condition.id());
                conditions.put(
                        condition,
                        new Breakdown(
                                score(scores.path("overall")),
                                types(scores.path("question_types")),
                                types(scores.path("answer_types"))));
            }
        }
        return conditions;
    }

    private SortedMap<String, Score> types(JsonNode node) {
        SortedMap<String, Score> types = new TreeMap<>();
        node.properties().forEach(type -> types.put(type.getKey(), score(type.getValue())));
        return types;
    }

    private Score score(JsonNode node) {
        Optional<Interval> interval = node.has("low")
                ? Optional.of(new Interval(number(node, "low"), number(node, "high"), method(node)))
                : Optional.empty();
        try {
            return new Score(number(node, "value"), Math.round(number(node, "count")), interval);
        } catch (IllegalArgumentException e) {
            throw new ModelFileException(file, e.getMessage(), e);
        }
    }

    /** Reports from before there were other intervals have Wilson's and do not say so. */
    private Interval.Method method(JsonNode node) {
        String name = node.path("method").asText("wilson");
        for (Interval.Method method : Interval.Method.values()) {
            if (method.name().toLowerCase(Locale.ROOT).equals(name)) {
                return method;
            }
        }
        throw new ModelFileException(
                file, "expected an interval by wilson, bootstrap or student, found '" + name + "'");
    }

    private double number(JsonNode node, String key) {
        if (!node.path(key).isNumber()) {
            throw new ModelFileException(file, "expected a number \"" + key + "\" in each score, found " + shown(node));
        }
        return node.get(key).doubleValue();
    }

    private Answered answered(JsonNode node) {
        List<String> references = new ArrayList<>();
        node.path("references").forEach(reference -> references.add(reference.asText()));
        List<String> choices = new ArrayList<>();
        node.path("choices").forEach(choice -> choices.add(choice.asText()));
        Map<String, Double> scores = new LinkedHashMap<>();
        node.path("scores")
                .properties()
                .forEach(score -> scores.put(score.getKey(), score.getValue().doubleValue()));
        if (references.isEmpty()) {
            throw new ModelFileException(
                    file, "expected \"references\" with each answer, found none in " + shown(node));
        }
        return new Answered(
                text(node, "id"),
                text(node, "image"),
                text(node, "question"),
                text(node, "question_type"),
                Optional.ofNullable(node.path("answer_type").textValue()),
                references,
                choices,
                text(node, "answer"),
                node.has("probability") ? OptionalDouble.of(number(node, "probability")) : OptionalDouble.empty(),
                scores);
    }

    private String text(JsonNode node, String key) {
        if (!node.path(key).isTextual()) {
            throw new ModelFileException(
                    file, "expected a text \"" + key + "\" with each answer, found " + shown(node));
        }
        return node.get(key).textValue();
    }

    private static String shown(JsonNode node) {
        String text = node.toString();
        return text.length() > 80 ? text.substring(0, 80) + "..." : text;
    }
}
