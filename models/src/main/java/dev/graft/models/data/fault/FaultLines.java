package dev.graft.models.data.fault;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Faults as JSON, one a line: {@code {"kind": "missing-image", "place": "data.jsonl:12", "message": "..."}}. */
public final class FaultLines {
    private static final ObjectMapper JSON = new ObjectMapper();

    private FaultLines() {}

    public static String of(Stream<Fault> faults) {
        return faults.map(FaultLines::line).collect(Collectors.joining());
    }

    private static String line(Fault fault) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("kind", fault.kind().id());
        fields.put("place", fault.place());
        fields.put("message", fault.message());
        try {
            return JSON.writeValueAsString(fields) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
