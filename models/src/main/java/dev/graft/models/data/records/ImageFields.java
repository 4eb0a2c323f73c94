package dev.graft.models.data.records;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.models.data.ImageRef;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The fields in which records name or hold their images: one, or a list of several; nothing where there is none. */
public final class ImageFields {
    /** In the order in which they are looked for; the last are the files of a WebDataset's sample. */
    public static final List<String> NAMES =
            List.of("image", "images", "image_path", "image_paths", "img", "img_path", "jpg", "jpeg", "png", "webp");

    private static final List<String> OTHER_MEDIA = List.of("video", "videos", "audio", "audios");

    private ImageFields() {}

    /** The images of the one field that has any. */
    public static List<ImageRef> of(JsonRecord record, Path folder) {
        return of(record, folder, NAMES);
    }

    /** As {@link #of(JsonRecord, Path)}, of other fields. */
    public static List<ImageRef> of(JsonRecord record, Path folder, List<String> fields) {
        OTHER_MEDIA.stream()
                .filter(field -> !isEmpty(record.node().get(field)))
                .findFirst()
                .ifPresent(field -> {
                    throw record.error(
                            "field '" + field + "' is not empty; only images are read, and the frames of one '"
                                    + VideoFrames.FIELD + "' as a folder or list of pictures");
                });
        Optional<String> found = Optional.empty();
        for (String field : fields) {
            if (isEmpty(record.get(field))) {
                continue;
            }
            if (found.isPresent()) {
                throw record.error(
                        "found both '" + found.get() + "' and '" + field + "'; give the images in one field");
            }
            found = Optional.of(field);
        }
        return found.map(field -> list(record, folder, field)).orElse(List.of());
    }

    private static List<ImageRef> list(JsonRecord record, Path folder, String field) {
        JsonNode value = record.get(field);
        NamedImage names = new NamedImage(record, folder);
        List<ImageRef> images = new ArrayList<>();
        if (!value.isArray()) {
            return List.of(names.of(value, "field '" + field + "'"));
        }
        value.forEach(each -> images.add(names.of(each, "each element of '" + field + "'")));
        return images;
    }

    private static boolean isEmpty(JsonNode value) {
        return value == null
                || value.isNull()
                || value.isTextual() && value.textValue().isBlank()
                || value.isContainerNode() && value.isEmpty();
    }
}
