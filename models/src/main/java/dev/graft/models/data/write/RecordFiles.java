package dev.graft.models.data.write;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.models.data.DataSource;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.records.DataJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of records in a folder that is written: one, or of a mixture one for each source, and a file that names them.
 *
 * @param format of the records
 * @param bySource the names of the files by the source; by {@code ""} where there are no sources
 * @param sources with their weights
 */
record RecordFiles(DatasetFormat format, Map<String, String> bySource, List<DataSource> sources) {
    private static final String MIXTURE = "mixture.json";

    static RecordFiles of(DatasetFormat format, List<DataSource> sources) {
        String ending = format.form().orElseThrow().isLines() ? ".jsonl" : ".json";
        Map<String, String> names = new LinkedHashMap<>();
        if (sources.isEmpty()) {
            names.put("", "data" + ending);
        }
        for (DataSource source : sources) {
            String name = "data-" + source.name().replaceAll("[^\\w.-]", "_");
            String free = name + ending;
            for (int number = 2; names.containsValue(free); number++) {
                free = name + "-" + number + ending;
            }
            names.put(source.name(), free);
        }
        return new RecordFiles(format, names, sources);
    }

    /** The names of all files. */
    List<String> names() {
        List<String> names = new ArrayList<>(bySource.values());
        names.add(MIXTURE);
        return names;
    }

    /** What the mixture's file holds, by its name; nothing where there is none. */
    Map<String, String> mixture() {
        if (sources.isEmpty()) {
            return Map.of();
        }
        ObjectNode mixture = JsonNodeFactory.instance.objectNode();
        ObjectNode all = mixture.putObject("sources");
        for (DataSource source : sources) {
            ObjectNode node = all.putObject(source.name()).put("path", bySource.get(source.name()));
            node.put("format", format.id());
            source.weight().ifPresent(weight -> node.put("weight", weight));
        }
        try {
            return Map.of(
                    MIXTURE, DataJson.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(mixture) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
