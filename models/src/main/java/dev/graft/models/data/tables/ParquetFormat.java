package dev.graft.models.data.tables;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.DatasetOptions;
import dev.graft.models.data.FirstRecord;
import dev.graft.models.data.parquet.ParquetRows;
import dev.graft.models.data.records.JsonRecord;
import dev.graft.models.data.records.Origin;
import dev.graft.models.data.records.RecordDataset;
import dev.graft.models.data.records.RecordReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Parquet files as the Hugging Face hub has them: a column {@code image} or {@code images} with the bytes of the pictures, and
 * texts in columns with their usual names.
 */
public final class ParquetFormat implements DatasetFormat {
    private static final String MAGIC = "PAR1";

    @Override
    public String id() {
        return "parquet";
    }

    @Override
    public String look() {
        return "a Parquet file";
    }

    @Override
    public Match match(FirstRecord first) {
        try (InputStream in = Files.newInputStream(first.file())) {
            return new String(in.readNBytes(MAGIC.length()), StandardCharsets.ISO_8859_1).equals(MAGIC)
                    ? Match.YES
                    : Match.NO;
        } catch (IOException e) {
            return Match.NO;
        }
    }

    @Override
    public boolean hasName(String fileName) {
        return fileName.endsWith(".parquet");
    }

    @Override
    public Dataset open(Path file, DatasetOptions options) {
        return RecordDataset.of(
                this,
                options,
                List.of(file),
                () -> new Rows(file),
                () -> new ColumnRecords(RecordDataset.folder(file, options)));
    }

    private static final class Rows implements RecordReader {
        private final Path file;
        private final ParquetRows rows;
        private int number;

        private Rows(Path file) {
            this.file = file;
            this.rows = new ParquetRows(file);
        }

        @Override
        public Optional<JsonRecord> next() {
            Optional<ObjectNode> row = rows.next();
            number++;
            return row.map(node ->
                    new JsonRecord(node, file + ": row " + number, number, new Origin(file, OptionalLong.empty())));
        }

        @Override
        public void close() {
            rows.close();
        }
    }
}
