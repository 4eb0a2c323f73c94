package dev.graft.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code metrics.jsonl}: one JSON object a line, written through at once. */
public final class MetricsLog implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Writer writer;

    private MetricsLog(Writer writer) {
        this.writer = writer;
    }

    /** Opens the log of a run that stands at a step: what was written about later steps is forgotten. */
    public static MetricsLog open(Path file, long step) {
        try {
            List<String> kept = new ArrayList<>();
            for (JsonNode line : read(file)) {
                if (line.path("step").asLong() <= step) {
                    kept.add(line + "\n");
                }
            }
            AtomicFiles.write(file, String.join("", kept));
            return new MetricsLog(Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.APPEND));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Appends one line: the step, the split and the values by name. */
    public void write(long step, String split, Map<String, ?> values) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("step", step);
        line.put("split", split);
        line.putAll(values);
        try {
            writer.write(JSON.writeValueAsString(line) + "\n");
            writer.flush();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of a log; one that a crash left torn is passed over. */
    static List<JsonNode> read(Path file) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        if (!Files.exists(file)) {
            return lines;
        }
        for (String line : Files.readAllLines(file)) {
            try {
                lines.add(JSON.readTree(line));
            } catch (JsonProcessingException e) {
                break;
            }
        }
        return lines;
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
