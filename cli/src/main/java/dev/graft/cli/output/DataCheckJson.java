package dev.graft.cli.output;

import dev.graft.models.data.check.CheckedData;
import dev.graft.models.data.check.DataFindings;
import dev.graft.models.data.fault.Fault;
import dev.graft.models.data.fault.FaultReport;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code graft data check --json} prints. */
public final class DataCheckJson {
    private DataCheckJson() {}

    public static Map<String, Object> of(DataFindings found) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("clean", found.isClean());
        json.put("data", of(found.data()));
        json.put("repetitions", of(found.repetitions()));
        found.lengths().ifPresent(lengths -> json.put("lengths", LengthsOutput.json(lengths)));
        json.put("tests", found.tests().stream().map(DataCheckJson::of).toList());
        return json;
    }

    private static Map<String, Object> of(CheckedData data) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", data.samples().name());
        json.put("format", data.format());
        json.put("samples", data.samples().size());
        json.put("images", data.samples().images().size());
        json.put("usable_images", data.usableImages());
        json.put("unused_fields", data.samples().unused());
        json.put("faults", of(data.faults()));
        return json;
    }

    static Map<String, Object> of(FaultReport report) {
        Map<String, Object> json = new LinkedHashMap<>();
        Map<String, Long> counts = new LinkedHashMap<>();
        report.counts().forEach((kind, count) -> counts.put(kind.id(), count));
        json.put("total", report.total());
        json.put("counts", counts);
        json.put("list", report.all().map(DataCheckJson::of).toList());
        return json;
    }

    private static Map<String, String> of(Fault fault) {
        Map<String, String> json = new LinkedHashMap<>();
        json.put("kind", fault.kind().id());
        json.put("place", fault.place());
        json.put("message", fault.message());
        return json;
    }
}
