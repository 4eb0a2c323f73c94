package dev.graft.models.data.captions;

import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.DatasetOptions;
import dev.graft.models.data.FirstRecord;
import dev.graft.models.data.records.JsonArrayReader;
import dev.graft.models.data.records.RecordDataset;
import java.nio.file.Path;
import java.util.List;

/**
 * COCO's {@code captions_*.json}, and NoCaps, which has the same form: {@code images} with their {@code file_name}, and
 * {@code annotations} with a {@code caption} each. The images lie beside the file or in a folder there; those of a file in
 * {@code annotations/} beside that.
 */
public final class CocoCaptionsFormat implements DatasetFormat {
    private static final String ANNOTATIONS = "annotations";

    @Override
    public String id() {
        return "coco-captions";
    }

    @Override
    public String look() {
        return "COCO's 'images' and 'annotations' with 'caption'";
    }

    @Override
    public Match match(FirstRecord first) {
        boolean both = first.shape() == FirstRecord.Shape.OBJECT
                && first.fields().get("images") == FirstRecord.Kind.ARRAY
                && first.fields().get(ANNOTATIONS) == FirstRecord.Kind.ARRAY;
        return both ? Match.YES : Match.NO;
    }

    @Override
    public Dataset open(Path file, DatasetOptions options) {
        return RecordDataset.of(
                this,
                options,
                List.of(file),
                () -> JsonArrayReader.open(file, ANNOTATIONS),
                () -> new CocoCaptionRecords(file, RecordDataset.folder(file, options)));
    }
}
