package dev.graft.models.data.records;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.models.data.ImageSource;
import dev.graft.tensors.ModelFileException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * An image that stands in a record as a data URI, {@code data:image/png;base64,...}. It is read again whenever it is wanted, for
 * a set of such records is larger than memory.
 *
 * @param offset where the record begins in the file
 * @param index of the image among the data URIs of its record
 */
record EmbeddedImage(Path file, long offset, int index) implements ImageSource {
    private static final String BASE64 = ";base64,";

    /** Whether a text is an image by itself. */
    static boolean is(String text) {
        return text.startsWith("data:");
    }

    /** The data URIs of a record in order. */
    static List<JsonNode> all(JsonNode record) {
        List<JsonNode> found = new ArrayList<>();
        collect(record, found);
        return found;
    }

    private static void collect(JsonNode node, List<JsonNode> found) {
        if (node.isTextual() && is(node.textValue())) {
            found.add(node);
        }
        node.forEach(child -> collect(child, found));
    }

    @Override
    public boolean exists() {
        return Files.isRegularFile(file);
    }

    @Override
    public byte[] bytes() {
        try (FileChannel channel =
                        FileChannel.open(file, StandardOpenOption.READ).position(offset);
                InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
                JsonParser json = DataJson.JSON.createParser(in)) {
            String text = all(DataJson.next(json)).get(index).textValue();
            int content = text.indexOf(BASE64);
            if (content < 0) {
                throw new ModelFileException((Object) this, "expected base64 in the data URI");
            }
            return Base64.getMimeDecoder().decode(text.substring(content + BASE64.length()));
        } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new ModelFileException((Object) this, "cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return file + ", data URI " + index + " of the record at byte " + offset;
    }
}
