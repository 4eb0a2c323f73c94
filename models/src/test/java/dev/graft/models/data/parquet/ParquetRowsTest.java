package dev.graft.models.data.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import dev.graft.models.data.ImageSource;
import dev.graft.models.data.fault.FaultException;
import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against files and rows that pyarrow wrote: {@code scripts/reference/parquet_files.py}. */
class ParquetRowsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"none", "snappy", "gzip", "zstd", "lz4", "version2", "plain", "delta", "empty"})
    void rowsAreThoseOfPyarrow(String name) throws Exception {
        List<JsonNode> expected = new ArrayList<>();
        int rows = name.equals("delta") ? 140 : name.equals("empty") ? 0 : 40;
        for (String line : Files.readAllLines(resource(rows + "-rows.jsonl"))) {
            expected.add(JSON.readTree(line));
        }
        List<JsonNode> found = new ArrayList<>();
        for (ObjectNode row : read(resource(name + ".parquet"))) {
            // Numbers are compared as they are written.
            found.add(JSON.readTree(JSON.writeValueAsString(withBytes(row))));
        }
        assertEquals(expected.size(), found.size());
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.get(i), found.get(i), "row " + i);
        }
    }

    @Test
    void cutAndChangedFilesAreFaults() throws Exception {
        Random random = new Random(7);
        for (String name : List.of("snappy", "zstd", "lz4", "version2", "delta", "gzip")) {
            byte[] whole = Files.readAllBytes(resource(name + ".parquet"));
            int refused = 0;
            for (int round = 0; round < 300; round++) {
                IntUnaryOperator at = random::nextInt;
                byte[] bytes = round % 5 == 0 ? Arrays.copyOf(whole, at.applyAsInt(whole.length)) : whole.clone();
                // The descriptions decide more than the values.
                int from = round % 2 == 0 ? 0 : whole.length * 3 / 4;
                for (int edit = 0; edit < 3 && bytes.length > from; edit++) {
                    bytes[from + at.applyAsInt(bytes.length - from)] = (byte) at.applyAsInt(256);
                }
                Path file = Files.write(folder.resolve("changed.parquet"), bytes);
                try {
                    read(file).forEach(ParquetRowsTest::withBytes);
                } catch (ModelFileException expected) {
                    refused++;
                }
            }
            assertTrue(refused > 50, name + ": only " + refused + " were refused");
        }
    }

    @Test
    void whatIsNoParquetIsSaid() throws Exception {
        Path file = Files.writeString(folder.resolve("x.parquet"), "PAR1 and then nothing that ends so");
        assertTrue(assertThrows(FaultException.class, () -> read(file))
                .getMessage()
                .contains("does not end as"));
    }

    private static List<ObjectNode> read(Path file) {
        List<ObjectNode> rows = new ArrayList<>();
        try (ParquetRows reader = new ParquetRows(file)) {
            for (Optional<ObjectNode> row = reader.next(); row.isPresent(); row = reader.next()) {
                rows.add(row.get());
            }
        }
        return rows;
    }

    private static JsonNode withBytes(JsonNode node) {
        if (node instanceof POJONode place && place.getPojo() instanceof ImageSource source) {
            return JSON.createObjectNode().put("hex", HexFormat.of().formatHex(source.bytes()));
        }
        if (node.isArray()) {
            ArrayNode list = JSON.createArrayNode();
            node.forEach(each -> list.add(withBytes(each)));
            return list;
        }
        if (node.isObject()) {
            ObjectNode object = JSON.createObjectNode();
            node.properties().forEach(field -> object.set(field.getKey(), withBytes(field.getValue())));
            return object;
        }
        return node;
    }

    private static Path resource(String name) throws IOException {
        try {
            return Path.of(ParquetRowsTest.class.getResource("/parquet/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }
}
