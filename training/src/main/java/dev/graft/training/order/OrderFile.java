package dev.graft.training.order;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.InputFile;
import dev.graft.tensors.files.JsonFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A file that says in which order records are learnt from. It is one JSON array, or has a line for each element of such.
 *
 * <pre>
 * 17                  a record by its number from 0
 * "cat-3"             a record by its id; in a line of its own an id that is no number needs no quotes
 * [17, 3, "cat-3"]    all records of one step
 * </pre>
 *
 * @param entries the samples of each entry, by their places among those that are learnt from
 * @param steps whether each entry is a step, in place of a record
 */
record OrderFile(List<int[]> entries, boolean steps) {
    private static final int MAX_BYTES = 1 << 29;
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}");

    /**
     * Reads one.
     *
     * @throws ModelFileException that says in which line it is not right
     */
    static OrderFile read(Path file, ListedRecords records, int batch) {
        return new Reader(file, records, batch).read();
    }

    private static final class Reader {
        private final Path file;
        private final ListedRecords records;
        private final int batch;
        private final List<int[]> entries = new ArrayList<>();
        private Boolean steps;

        Reader(Path file, ListedRecords records, int batch) {
            this.file = file;
            this.records = records;
            this.batch = batch;
        }

        OrderFile read() {
            String text = InputFile.text(file, MAX_BYTES);
            if (!wholeArray(text)) {
                int number = 0;
                for (String line : (Iterable<String>) text.lines()::iterator) {
                    number++;
                    if (!line.isBlank()) {
                        line("line " + number, line.strip());
                    }
                }
            }
            if (entries.isEmpty()) {
                throw new ModelFileException(
                        file, "expected records in the order in which they are learnt from, found none");
            }
            return new OrderFile(entries, steps);
        }

        /** Whether the text is one JSON array, which is then read. */
        private boolean wholeArray(String text) {
            if (!text.stripLeading().startsWith("[")) {
                return false;
            }
            JsonNode array;
            try {
                array = JsonFile.parse(text, JsonNode.class);
            } catch (InvalidInputException e) {
                if (text.strip().lines().count() == 1) {
                    throw new ModelFileException(file, e.getMessage(), e);
                }
                return false;
            }
            int number = 0;
            for (JsonNode element : array) {
                number++;
                add("element " + number, element);
            }
            return true;
        }

        private void line(String place, String line) {
            char first = line.charAt(0);
            if (first == '[' || first == '"') {
                JsonNode json;
                try {
                    json = JsonFile.parse(line, JsonNode.class);
                } catch (InvalidInputException e) {
                    throw wrong(place, e.getMessage(), e);
                }
                add(place, json);
            } else {
                add(
                        place,
                        false,
                        NUMBER.matcher(line).matches() ? numbered(place, Long.parseLong(line)) : named(place, line));
            }
        }

        private void add(String place, JsonNode json) {
            if (!json.isArray()) {
                add(place, false, record(place, json));
                return;
            }
            if (json.isEmpty() || json.size() > batch) {
                throw wrong(
                        place,
                        "expected 1 to " + batch + " records of a step, as many as 'batch' says, found " + json.size(),
                        null);
            }
            List<int[]> found = new ArrayList<>();
            json.forEach(each -> found.add(record(place, each)));
            add(place, true, found.stream().flatMapToInt(Arrays::stream).toArray());
        }

        private void add(String place, boolean isStep, int[] samples) {
            if (steps != null && steps != isStep) {
                throw wrong(
                        place,
                        "expected " + (steps ? "an array, the records of a step," : "a record")
                                + " as those before are, found " + (isStep ? "an array" : "a record"),
                        null);
            }
            steps = isStep;
            entries.add(samples);
        }

        private int[] record(String place, JsonNode json) {
            if (json.isTextual()) {
                return named(place, json.textValue());
            }
            if (json.isIntegralNumber() && json.canConvertToLong()) {
                return numbered(place, json.longValue());
            }
            throw wrong(
                    place, "expected the number of a record, or its id as a text, found " + JsonFile.shown(json), null);
        }

        private int[] numbered(String place, long number) {
            try {
                return records.numbered(number);
            } catch (InvalidInputException e) {
                throw wrong(place, e.getMessage(), e);
            }
        }

        private int[] named(String place, String id) {
            try {
                return records.named(id);
            } catch (InvalidInputException e) {
                throw wrong(place, e.getMessage(), e);
            }
        }

        private ModelFileException wrong(String place, String problem, InvalidInputException cause) {
            return new ModelFileException(file, place + ": " + problem, cause);
        }
    }
}
