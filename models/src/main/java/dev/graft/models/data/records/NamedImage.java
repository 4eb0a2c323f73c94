package dev.graft.models.data.records;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.POJONode;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.ImageSource;
import dev.graft.models.data.fault.FaultKind;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.files.FileHash;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Finds the images that a record names or holds. Names are below a folder. */
public final class NamedImage {
    private static final Pattern REMOTE =
            Pattern.compile("(https?|s3|gs|hdfs)://.*", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
    private static final String LOCAL = "file://";
    private static final int NAME_DIGITS = 24;

    private final JsonRecord record;
    private final Path folder;

    public NamedImage(JsonRecord record, Path folder) {
        this.record = record;
        this.folder = folder;
    }

    /** The image of a text: a name, a {@code file://} address or a data URI. */
    public ImageRef of(String text) {
        if (REMOTE.matcher(text).matches()) {
            throw record.error(
                    FaultKind.REMOTE_IMAGE,
                    "the image \"" + JsonRecord.shorten(text)
                            + "\" is on the web, and nothing is fetched; download the images and give their paths");
        }
        if (EmbeddedImage.is(text)) {
            return embedded(text);
        }
        try {
            return ImageRef.in(folder, text.startsWith(LOCAL) ? text.substring(LOCAL.length()) : text);
        } catch (InvalidInputException e) {
            throw record.error(
                    FaultKind.IMAGE_NAME,
                    "the image name \"" + JsonRecord.shorten(text) + "\" cannot be used: "
                            + JsonRecord.shorten(String.valueOf(e.getMessage())));
        }
    }

    /** The image of a value: a text, a cell that holds it, or an object with {@code bytes}, {@code path} or {@code url}. */
    public ImageRef of(JsonNode value, String what) {
        if (value instanceof POJONode held && held.getPojo() instanceof ImageSource source) {
            return new ImageRef(byContent(FileHash.of(source.bytes())), source);
        }
        if (value != null && value.isObject()) {
            for (String field : List.of("bytes", "path", "url", "image", "file_name")) {
                if (value.hasNonNull(field)) {
                    return of(value.get(field), "'" + field + "' of " + what);
                }
            }
        }
        return of(record.filledTextOf(value, what));
    }

    private ImageRef embedded(String text) {
        if (record.origin().offset().isEmpty()) {
            throw record.error(
                    FaultKind.IMAGE_NAME,
                    "an image written as text within " + record.origin().file().getFileName()
                            + ", which cannot be read at a place; give it as a file, or the records as JSON that is"
                            + " not packed");
        }
        List<JsonNode> all = EmbeddedImage.all(record.node());
        int index = 0;
        while (index < all.size() && !all.get(index).textValue().equals(text)) {
            index++;
        }
        if (index == all.size()) {
            throw record.error(
                    FaultKind.IMAGE_NAME,
                    "a data URI within other text; give it as a field of its own, such as 'image', and '<image>' in the"
                            + " text");
        }
        String hash = FileHash.of(text.getBytes(StandardCharsets.US_ASCII));
        return new ImageRef(
                byContent(hash),
                new EmbeddedImage(
                        record.origin().file(), record.origin().offset().getAsLong(), index));
    }

    /** Images that are given again and again are one, which a split must keep on one side. */
    private static String byContent(String hash) {
        return "sha256-" + hash.substring(0, NAME_DIGITS);
    }
}
