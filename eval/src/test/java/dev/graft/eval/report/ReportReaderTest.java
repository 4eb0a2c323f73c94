package dev.graft.eval.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A report with everything in it, of which each value is then wrong in turn. */
class ReportReaderTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REPORT = """
            {"dataset": "d", "protocol": "vqa", "conditions": {"images": "as it is"}, "intervals": {"level": 0.95, "draws": 9},
             "metrics": {"exact_match": {"images": {
               "overall": {"value": 0.5, "count": 2, "low": 0.1, "high": 0.9, "method": "wilson"},
               "question_types": {"what": {"value": 0.5, "count": 2}}, "answer_types": {"other": {"value": 0.5, "count": 2}}}}},
             "left_out": {"questions": {"missing-image": 1}, "examples": {"empty": 2}, "cut": 3},
             "answers": [{"id": "1", "image": "1.png", "question": "what?", "question_type": "what", "answer_type": "other",
               "references": ["a"], "choices": ["a", "b"], "answer": "a", "probability": 0.5, "scores": {"exact_match": 1}}]}
            """;

    @TempDir
    private Path folder;

    private EvaluationReport read(JsonNode report) throws IOException {
        return EvaluationReport.read(Files.writeString(folder.resolve("report.json"), report.toString()));
    }

    private static void places(JsonNode node, String place, List<String> values, List<String> objects) {
        if (node.isObject()) {
            objects.add(place);
            node.properties().forEach(field -> places(field.getValue(), place + "/" + field.getKey(), values, objects));
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            places(node.get(i), place + "/" + i, values, objects);
        }
        if (!place.isEmpty()) {
            values.add(place);
        }
    }

    private static void put(JsonNode root, String place, JsonNode value) {
        int last = place.lastIndexOf('/');
        JsonNode parent = root.at(place.substring(0, last));
        if (parent instanceof ArrayNode array) {
            array.set(Integer.parseInt(place.substring(last + 1)), value);
        } else {
            ((ObjectNode) parent).set(place.substring(last + 1), value);
        }
    }

    @Test
    void whatIsOfAnotherKindOrUnknownIsRefusedWithItsPlace() throws IOException {
        JsonNode whole = JSON.readTree(REPORT);
        assertEquals(3, read(whole).leftOut().cut());
        List<String> values = new ArrayList<>();
        List<String> objects = new ArrayList<>();
        places(whole, "", values, objects);
        for (String place : values) {
            for (JsonNode wrong : List.of(JSON.nullNode(), JSON.getNodeFactory().booleanNode(true))) {
                JsonNode root = whole.deepCopy();
                put(root, place, wrong);
                ModelFileException refused = assertThrows(ModelFileException.class, () -> read(root), place);
                String last = place.substring(place.lastIndexOf('/') + 1);
                assertTrue(refused.getMessage().contains(last), place + ": " + refused.getMessage());
            }
        }
        // Where the names are free, true is no value.
        for (String place : objects) {
            JsonNode root = whole.deepCopy();
            ((ObjectNode) root.at(place)).put("ansver", true);
            ModelFileException refused = assertThrows(ModelFileException.class, () -> read(root), place);
            assertTrue(refused.getMessage().contains("ansver"), place + ": " + refused.getMessage());
        }
    }
}
