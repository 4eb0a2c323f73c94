package dev.graft.models.data.tables;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.graft.models.data.DataText;
import dev.graft.models.data.fault.Fault;
import dev.graft.models.data.fault.FaultException;
import dev.graft.models.data.fault.FaultKind;
import dev.graft.models.data.records.DataJson;
import dev.graft.models.data.records.JsonRecord;
import dev.graft.models.data.records.Origin;
import dev.graft.models.data.records.RecordReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The rows of a file of separated values, as RFC 4180 has it; the first names the columns. */
final class DelimitedReader implements RecordReader {
    private static final CsvMapper CSV = CsvMapper.builder(CsvFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(DataJson.MAX_TEXT)
                            .build())
                    .build())
            .enable(CsvParser.Feature.WRAP_AS_ARRAY)
            .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
            .build();

    private final Path file;
    private final char separator;
    private final MappingIterator<String[]> rows;
    private final List<String> columns;
    private int number;
    private boolean ended;

    DelimitedReader(Path file, char separator) {
        this.file = file;
        this.separator = separator;
        CsvSchema schema = CsvSchema.emptySchema().withColumnSeparator(separator);
        // Captions in tab-separated files hold single quotation marks of their own.
        schema = separator == '\t' ? schema.withoutQuoteChar() : schema;
        try {
            this.rows = CSV.readerFor(String[].class).with(schema).readValues(DataText.open(file));
        } catch (IOException e) {
            throw DataText.failure(file.toString(), e);
        }
        try {
            String[] header = row().orElseThrow(() ->
                    new FaultException(FaultKind.BROKEN_FILE, file, "is empty; expected columns and rows"));
            columns = Arrays.stream(header).map(String::strip).toList();
            if (new LinkedHashSet<>(columns).size() < columns.size()) {
                throw new FaultException(
                        FaultKind.BROKEN_FILE, file + ":1", "two columns have the same name: " + columns);
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    List<String> columns() {
        return columns;
    }

    @Override
    public Optional<JsonRecord> next() {
        Optional<String[]> next = row();
        if (next.isEmpty()) {
            return Optional.empty();
        }
        String[] cells = next.get();
        number++;
        String place = file + ": row " + number;
        if (cells.length > columns.size()) {
            throw new FaultException(
                    FaultKind.MALFORMED,
                    place,
                    "has " + cells.length + " cells, and there are " + columns.size()
                            + " columns; text with the separator in it needs quotation marks");
        }
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < cells.length; i++) {
            // Whoever separates by lines puts spaces around them.
            node.put(columns.get(i), separator == '|' ? cells[i].strip() : cells[i]);
        }
        return Optional.of(new JsonRecord(node, place, number, new Origin(file, OptionalLong.empty())));
    }

    private Optional<String[]> row() {
        if (ended) {
            return Optional.empty();
        }
        ended = true;
        try {
            boolean more = rows.hasNextValue();
            Optional<String[]> row = more ? Optional.of(rows.nextValue()) : Optional.empty();
            ended = !more;
            return row;
        } catch (JsonProcessingException e) {
            throw new FaultException(
                    new Fault(
                            FaultKind.BROKEN_FILE,
                            file + ": row " + (number + 1),
                            "no separated values: "
                                    + e.getOriginalMessage().lines().findFirst().orElse("unreadable")),
                    e);
        } catch (IOException e) {
            throw DataText.failure(file + ": row " + (number + 1), e);
        }
    }

    @Override
    public void close() {
        try {
            rows.close();
        } catch (IOException e) {
            throw DataText.failure(file.toString(), e);
        }
    }
}
