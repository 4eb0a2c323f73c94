package dev.graft.models.data.conversations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.models.data.records.JsonRecord;
import dev.graft.models.data.records.NamedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes the contents of messages apart: text with markers {@code <image>}, with Qwen-VL's {@code <img>path</img>}, or a list of
 * parts as OpenAI's {@code {"type": "text"}} and {@code {"type": "image_url"}}.
 */
final class MessagePieces {
    static final String MARKER = "<image>";

    /** What Qwen-VL writes in front of each image belongs to it, and is written again by its prompt format. */
    private static final Pattern IMAGE =
            Pattern.compile("<image>|(?:Picture \\d+: ?)?<img>(.*?)</img>\\n?", Pattern.DOTALL);

    private final JsonRecord record;
    private final NamedImage images;

    MessagePieces(JsonRecord record, NamedImage images) {
        this.record = record;
        this.images = images;
    }

    /** @param what the content is called in messages of errors */
    List<Piece> of(JsonNode content, String what) {
        if (content == null || !content.isArray()) {
            return ofText(record.textOf(content, what));
        }
        List<Piece> pieces = new ArrayList<>();
        content.forEach(part -> pieces.addAll(ofPart(part, "each part of " + what)));
        return pieces;
    }

    private List<Piece> ofPart(JsonNode part, String what) {
        if (part.isTextual()) {
            return List.of(new Piece.Text(record.textOf(part, what)));
        }
        for (String field : List.of("image_url", "image", "input_image", "path", "url")) {
            JsonNode image = part.get(field);
            if (image != null && !image.isNull()) {
                return List.of(new Piece.Image(images.of(image, "'" + field + "' of " + what)));
            }
        }
        if (part.hasNonNull("text")) {
            return List.of(new Piece.Text(record.textOf(part.get("text"), "'text' of " + what)));
        }
        if (part.path("type").asText().equals("image")) {
            return List.of(new Piece.Marker());
        }
        throw record.error(what + " must be a text or an image, found " + JsonRecord.describe(part)
                + (part.has("type") ? " of the type " + JsonRecord.describe(part.get("type")) : ""));
    }

    private List<Piece> ofText(String text) {
        List<Piece> pieces = new ArrayList<>();
        Matcher found = IMAGE.matcher(text);
        int from = 0;
        while (found.find()) {
            pieces.add(new Piece.Text(text.substring(from, found.start())));
            pieces.add(
                    found.group(1) == null
                            ? new Piece.Marker()
                            : new Piece.Image(images.of(found.group(1).strip())));
            from = found.end();
        }
        pieces.add(new Piece.Text(text.substring(from)));
        return pieces;
    }
}
