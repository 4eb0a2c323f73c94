package dev.graft.models.data.captions;

import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.DatasetOptions;
import dev.graft.models.data.FirstRecord;
import dev.graft.models.data.records.Draft;
import dev.graft.models.data.records.JsonArrayReader;
import dev.graft.models.data.records.NumberedImages;
import dev.graft.models.data.records.RecordDataset;
import java.nio.file.Path;
import java.util.List;

/** MiniGPT-4's {@code filter_cap.json}: {@code annotations} with {@code image_id} and {@code caption}; image 7 is {@code image/7.jpg}. */
public final class MiniGpt4Format implements DatasetFormat {
    @Override
    public String id() {
        return "minigpt4";
    }

    @Override
    public String look() {
        return "MiniGPT-4's 'annotations' with 'image_id' and 'caption'";
    }

    @Override
    public Match match(FirstRecord first) {
        boolean alone = first.whole() && !first.has("images") && !first.has("questions");
        return alone && FirstElement.has(first, "annotations", "caption") ? Match.YES : Match.NO;
    }

    @Override
    public Dataset open(Path file, DatasetOptions options) {
        return RecordDataset.of(this, options, List.of(file), () -> JsonArrayReader.open(file, "annotations"), () -> {
            NumberedImages images = new NumberedImages(RecordDataset.folder(file, options), "mscoco", "");
            return record -> {
                record.requireObject("'image_id' and 'caption'");
                return List.of(new Draft(record, record.identifier("id"))
                        .image(images.of(record, "image_id"))
                        .answers(List.of(record.filledTextOf(record.get("caption"), "field 'caption'")))
                        .sample());
            };
        });
    }
}
