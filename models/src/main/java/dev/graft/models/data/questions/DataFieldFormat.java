package dev.graft.models.data.questions;

import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.DatasetOptions;
import dev.graft.models.data.FirstRecord;
import dev.graft.models.data.records.JsonArrayReader;
import dev.graft.models.data.records.RecordDataset;
import dev.graft.models.data.tables.ColumnRecords;
import java.nio.file.Path;
import java.util.List;

/**
 * TextVQA, ST-VQA, DocVQA, TextCaps: an object whose {@code data} holds the questions with their {@code answers}; image ID is
 * {@code train_images/ID.jpg} and the like.
 */
public final class DataFieldFormat implements DatasetFormat {
    private static final String DATA = "data";

    @Override
    public String id() {
        return "textvqa";
    }

    @Override
    public String look() {
        return "TextVQA's object with 'data'";
    }

    @Override
    public Match match(FirstRecord first) {
        return first.shape() == FirstRecord.Shape.OBJECT && first.fields().get(DATA) == FirstRecord.Kind.ARRAY
                ? Match.YES
                : Match.NO;
    }

    @Override
    public Dataset open(Path file, DatasetOptions options) {
        return RecordDataset.of(
                this,
                options,
                List.of(file),
                () -> JsonArrayReader.open(file, DATA),
                () -> new ColumnRecords(RecordDataset.folder(file, options)));
    }
}
