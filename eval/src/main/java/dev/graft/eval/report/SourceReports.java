package dev.graft.eval.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The reports of the sources of a mixture, each scored as suits it: a figure of all would depend on how much there is of each.
 *
 * @param dataset what the mixture is called
 * @param reports by the names of the sources, in their order
 * @param leftOut what was left out before it was known of which source it is
 */
public record SourceReports(String dataset, Map<String, EvaluationReport> reports, LeftOut leftOut) {
    public SourceReports {
        reports = Collections.unmodifiableMap(new LinkedHashMap<>(reports));
    }

    /** The tables of all, each below the name of its source. */
    public String toTable() {
        StringBuilder tables = new StringBuilder();
        reports.forEach((name, report) -> tables.append(tables.isEmpty() ? "" : "\n")
                .append("source ")
                .append(name)
                .append('\n')
                .append(report.toTable()));
        return tables.append(leftOut.isEmpty() ? "" : "\n" + leftOut.toText()).toString();
    }

    /** As JSON: {@code {"dataset", "left_out", "sources": {NAME: REPORT}}}, each as {@link EvaluationReport#toJson} has it. */
    public String toJson() {
        ObjectNode root = JsonTree.object().put("dataset", dataset);
        ReportJson.write(root, leftOut);
        ObjectNode sources = root.putObject("sources");
        reports.forEach((name, report) -> sources.set(name, ReportJson.of(report)));
        return JsonTree.indented(root);
    }
}
