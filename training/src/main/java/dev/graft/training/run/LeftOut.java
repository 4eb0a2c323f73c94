package dev.graft.training.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.models.data.fault.FaultKind;
import dev.graft.models.data.fault.FaultReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How much of a data set is not used, or not as it is.
 *
 * @param counts of what was left out, by the kind of its fault
 * @param cut samples whose answers were cut to fit the context
 */
public record LeftOut(Map<FaultKind, Long> counts, long cut) {
    private static final String LEFT_OUT = "left_out";
    private static final String CUT = "cut";

    static LeftOut of(PreparedData data) {
        return new LeftOut(data.training().leftOut().counts(), data.cut().total());
    }

    /** What there is to say, such as {@code left out: missing image: 12; cut to the context: 3}; empty for nothing. */
    public String toText() {
        List<String> parts = new ArrayList<>();
        if (!counts.isEmpty()) {
            parts.add("left out: " + FaultReport.summary(counts));
        }
        if (cut > 0) {
            parts.add("cut to the context: " + cut);
        }
        return String.join("; ", parts);
    }

    /** Adds what there is to {@code provenance.json}. */
    void describe(ObjectNode json) {
        if (!counts.isEmpty()) {
            ObjectNode node = json.putObject(LEFT_OUT);
            counts.forEach((kind, count) -> node.put(kind.id(), count));
        }
        if (cut > 0) {
            json.put(CUT, cut);
        }
    }

    /** Whether a run that wrote down {@code earlier} left out and cut as much. */
    boolean isAs(JsonNode earlier) {
        ObjectNode now = JsonNodeFactory.instance.objectNode();
        describe(now);
        // Read from a file the same numbers are of other types.
        return Stream.of(LEFT_OUT, CUT)
                .allMatch(
                        key -> now.path(key).toString().equals(earlier.path(key).toString()));
    }
}
