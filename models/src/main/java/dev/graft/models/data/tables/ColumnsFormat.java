package dev.graft.models.data.tables;

import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetOptions;
import dev.graft.models.data.FirstRecord;
import dev.graft.models.data.records.JsonFormat;
import dev.graft.models.data.records.PlainFormat;
import dev.graft.models.data.records.RecordDataset;
import dev.graft.models.data.records.RecordParser;
import dev.graft.models.data.records.RecordReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * JSON objects with columns by their usual names: BLIP's and LAVIS's lists, A-OKVQA, VizWiz, VQA-RAD, {@code metadata.jsonl} of
 * Hugging Face's folders of images.
 */
public final class ColumnsFormat implements JsonFormat {
    /** Fields that name an image on the web. */
    private static final Set<String> ADDRESS = Set.of("url", "image_url", "img_url");

    @Override
    public String id() {
        return "columns";
    }

    @Override
    public String look() {
        return "objects with an image and a caption, or a question and its answer, under their usual names";
    }

    @Override
    public Match match(FirstRecord first) {
        boolean foreign = first.isObject()
                && first.whole()
                && Columns.known(first.fields().keySet())
                && !PlainFormat.isOwn(first.fields().keySet());
        return foreign ? Match.YES : Match.NO;
    }

    @Override
    public Optional<String> advice(FirstRecord first) {
        boolean addresses = first.isObject()
                && first.fields().keySet().stream().map(Columns::plain).anyMatch(ADDRESS::contains)
                && first.fields().keySet().stream().map(Columns::plain).anyMatch(Columns.CAPTION::contains);
        return addresses
                ? Optional.of("there are web addresses in place of images; download the images (img2dataset does) and"
                        + " read what it writes")
                : Optional.empty();
    }

    @Override
    public RecordParser parser(Path images) {
        return new ColumnRecords(images);
    }

    @Override
    public Dataset open(Path file, DatasetOptions options) {
        Path folder = RecordDataset.folder(file, options);
        return RecordDataset.of(this, options, List.of(file), () -> RecordReader.open(file), () -> parser(folder));
    }
}
