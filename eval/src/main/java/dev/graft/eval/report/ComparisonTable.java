package dev.graft.eval.report;

import dev.graft.eval.measure.Difference;
import dev.graft.eval.measure.PairedTest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A comparison as aligned tables of plain text. */
final class ComparisonTable {
    private static final int SHOWN = 10;

    private ComparisonTable() {}

    static String of(PairedComparison comparison) {
        List<String> parts = new ArrayList<>();
        parts.add("first: " + comparison.first() + "\nsecond: " + comparison.second() + "\n" + comparison.questions()
                + " questions about " + comparison.images() + " images of " + comparison.dataset() + "\n");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("metric, %", "samples", "first", "second", "difference", "", "p"));
        // Where each question has one answer, metrics tend to agree.
        Map<PairedComparison.Metric, String> names = new LinkedHashMap<>();
        comparison
                .metrics()
                .forEach(metric -> names.merge(
                        new PairedComparison.Metric("", metric.overall(), metric.questionTypes(), metric.answerTypes()),
                        metric.name(),
                        (one, same) -> one + " = " + same));
        names.forEach((metric, name) -> {
            rows.add(row(name, metric.overall()));
            addTypes(rows, metric.questionTypes());
            if (!metric.answerTypes().isEmpty()) {
                rows.add(List.of("by answer"));
                addTypes(rows, metric.answerTypes());
            }
        });
        parts.add(AlignedRows.of(rows));
        parts.add(legend(comparison));
        if (!comparison.leftOut().isEmpty()) {
            parts.add(leftOut("first", comparison.leftOut().first())
                    + leftOut("second", comparison.leftOut().second()));
        }
        parts.add(changes(comparison, true) + changes(comparison, false));
        return String.join("\n", parts);
    }

    /** The commonest first. */
    private static void addTypes(List<List<String>> rows, Map<String, Difference> types) {
        types.entrySet().stream()
                .sorted(Comparator.comparing(
                        (Map.Entry<String, Difference> type) -> -type.getValue().count()))
                .forEach(type -> rows.add(row("  " + type.getKey(), type.getValue())));
    }

    private static List<String> row(String label, Difference difference) {
        return List.of(
                label,
                Long.toString(difference.count()),
                String.format(Locale.ROOT, "%.2f", 100 * difference.first()),
                String.format(Locale.ROOT, "%.2f", 100 * difference.second()),
                String.format(Locale.ROOT, "%+.2f", 100 * difference.value()),
                difference
                        .interval()
                        .map(interval -> String.format(
                                Locale.ROOT, "[%+.2f, %+.2f]", 100 * interval.low(), 100 * interval.high()))
                        .orElse(""),
                String.format(Locale.ROOT, "%.4f", difference.p()));
    }

    private static String legend(PairedComparison comparison) {
        Set<PairedTest> tests = EnumSet.noneOf(PairedTest.class);
        comparison.metrics().forEach(metric -> {
            tests.add(metric.overall().test());
            metric.questionTypes().values().forEach(difference -> tests.add(difference.test()));
            metric.answerTypes().values().forEach(difference -> tests.add(difference.test()));
        });
        StringBuilder legend =
                new StringBuilder("difference: second less first, with 95 % interval by drawing images\n");
        for (PairedTest test : tests) {
            legend.append("p: ")
                    .append(
                            switch (test) {
                                case MCNEMAR -> "by McNemar's exact test";
                                case PERMUTATION -> "by swapping the answers about each image at random";
                            });
            legend.append(
                    tests.size() == 1
                            ? ""
                            : test == PairedTest.MCNEMAR
                                    ? ", where answers are right or wrong and no two are about one image"
                                    : ", elsewhere");
            legend.append('\n');
        }
        return legend.append("p is of each row alone; of twenty rows one is below 0.05 by chance\n")
                .toString();
    }

    private static String leftOut(String which, LeftOut leftOut) {
        return leftOut.toText().lines().map(line -> which + ": " + line + "\n").collect(Collectors.joining());
    }

    private static String changes(PairedComparison comparison, boolean gained) {
        List<PairedComparison.Changed> changed = comparison.changed(gained);
        if (changed.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        text.append(changed.size())
                .append(gained ? " answers of the second are better by " : " answers of the second are worse by ")
                .append(changed.get(0).metric())
                .append(changed.size() > SHOWN ? "; the first " + SHOWN + ", all by --json:\n" : ":\n");
        for (PairedComparison.Changed each : changed.subList(0, Math.min(SHOWN, changed.size()))) {
            text.append("  ")
                    .append(each.first().id())
                    .append(", ")
                    .append(each.first().image())
                    .append(": ")
                    .append(each.first().question())
                    .append(" \"")
                    .append(each.first().answer())
                    .append("\" -> \"")
                    .append(each.second().answer())
                    .append("\" (right: ")
                    .append(String.join(
                            ", ", each.first().references().stream().distinct().toList()))
                    .append(")\n");
        }
        return text.toString();
    }
}
