package dev.graft.eval.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.eval.measure.Difference;
import dev.graft.eval.measure.Resampling;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A comparison as JSON. */
final class ComparisonJson {
    private ComparisonJson() {}

    static String of(PairedComparison comparison) {
        ObjectNode root = JsonTree.object()
                .put("first", comparison.first())
                .put("second", comparison.second())
                .put("dataset", comparison.dataset())
                .put("questions", comparison.questions())
                .put("images", comparison.images());
        root.putObject("intervals").put("level", 0.95).put("draws", Resampling.DRAWS);
        ObjectNode metrics = root.putObject("metrics");
        for (PairedComparison.Metric metric : comparison.metrics()) {
            ObjectNode node = metrics.putObject(metric.name());
            write(node.putObject("overall"), metric.overall());
            write(node, "question_types", metric.questionTypes());
            write(node, "answer_types", metric.answerTypes());
        }
        if (!comparison.leftOut().isEmpty()) {
            ObjectNode leftOut = root.putObject("left_out");
            ReportJson.write(leftOut, "first", comparison.leftOut().first());
            ReportJson.write(leftOut, "second", comparison.leftOut().second());
        }
        write(root.putArray("gained"), comparison.changed(true));
        write(root.putArray("lost"), comparison.changed(false));
        return JsonTree.indented(root);
    }

    private static void write(ObjectNode node, String name, Map<String, Difference> differences) {
        if (!differences.isEmpty()) {
            ObjectNode types = node.putObject(name);
            differences.forEach((type, difference) -> write(types.putObject(type), difference));
        }
    }

    private static void write(ObjectNode node, Difference difference) {
        node.put("first", difference.first())
                .put("second", difference.second())
                .put("difference", difference.value())
                .put("count", difference.count());
        difference
                .interval()
                .ifPresent(interval -> node.put("low", interval.low()).put("high", interval.high()));
        node.put("p", difference.p()).put("test", difference.test().name().toLowerCase(Locale.ROOT));
    }

    private static void write(ArrayNode array, List<PairedComparison.Changed> changed) {
        for (PairedComparison.Changed each : changed) {
            ObjectNode node = array.addObject()
                    .put("id", each.first().id())
                    .put("image", each.first().image())
                    .put("question", each.first().question());
            each.first().references().forEach(node.putArray("references")::add);
            node.put("first", each.first().answer())
                    .put("second", each.second().answer())
                    .put("metric", each.metric())
                    .put("first_score", each.before())
                    .put("second_score", each.after());
        }
    }
}
