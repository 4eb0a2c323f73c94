package dev.graft.models.data.captions;

import dev.graft.models.data.Sample;
import dev.graft.models.data.fault.FaultKind;
import dev.graft.models.data.records.Draft;
import dev.graft.models.data.records.ImageFolder;
import dev.graft.models.data.records.JsonArrayReader;
import dev.graft.models.data.records.JsonRecord;
import dev.graft.models.data.records.RecordParser;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** COCO's captions, joined by number with the names of their images, which are all in memory. */
final class CocoCaptionRecords implements RecordParser {
    private final ImageFolder folder;
    private final Map<String, Image> images = new HashMap<>();

    private record Image(String name, Optional<String> domain) {}

    CocoCaptionRecords(Path file, Path folder) {
        this.folder = new ImageFolder(folder);
        try (JsonArrayReader reader = JsonArrayReader.open(file, "images")) {
            for (Optional<JsonRecord> image = reader.next(); image.isPresent(); image = reader.next()) {
                JsonRecord each = image.get();
                each.requireObject("'id' and 'file_name'");
                images.put(
                        each.requiredIdentifier("id"), new Image(each.text("file_name"), each.optionalText("domain")));
            }
        }
    }

    @Override
    public List<Sample> parse(JsonRecord record) {
        record.requireObject("'image_id' and 'caption'");
        if (!record.has("caption") && (record.has("bbox") || record.has("segmentation"))) {
            throw record.error("an annotation of an object, without 'caption'; the captions are in captions_*.json");
        }
        String id = record.requiredIdentifier("image_id");
        Image image = images.get(id);
        if (image == null) {
            throw record.error(FaultKind.ANNOTATION, "image_id " + id + " is not among the 'images' of the file");
        }
        return List.of(new Draft(record, record.identifier("id"))
                .image(folder.find(record, List.of(image.name())))
                .answers(List.of(record.filledTextOf(record.get("caption"), "field 'caption'")))
                .types(image.domain(), Optional.empty())
                .sample());
    }
}
