package dev.graft.models.data.records;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.graft.backbones.image.PictureFolder;
import dev.graft.models.data.fault.FaultKind;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.files.GivenPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The frames of a video that a record names by {@value #FIELD}: a folder of pictures or a list of them, of which some are taken evenly.
 * The record is read as if it had them for its images; where a text marks the video, all stand there.
 */
final class VideoFrames {
    static final String FIELD = "video";

    private static final String MARK = "<video>";
    private static final String IMAGE = "<image>";
    private static final String IMAGES = "images";

    private final JsonRecord record;
    private final Path folder;
    private final int most;
    private List<String> marks = List.of();

    private VideoFrames(JsonRecord record, Path folder, int most) {
        this.record = record;
        this.folder = folder;
        this.most = most;
    }

    /**
     * A record with the frames of the video that it names for images.
     *
     * @param folder where names begin
     * @param most frames of a video; 0 for all
     */
    static JsonRecord in(JsonRecord record, Path folder, int most) {
        return new VideoFrames(record, folder, most).read(record.node().get(FIELD));
    }

    /** Whether a record has the field, with something in it. */
    static boolean areNamed(JsonRecord record) {
        JsonNode video = record.node().get(FIELD);
        return video != null && (video.isTextual() && !video.textValue().isBlank() || isList(video));
    }

    private static boolean isList(JsonNode video) {
        return video.isArray() && !video.isEmpty();
    }

    private JsonRecord read(JsonNode video) {
        ObjectNode changed = JsonNodeFactory.instance.objectNode();
        List<String> frames = PictureFolder.evenly(video.isArray() ? listed(video) : found(video.textValue()), most);
        long videos = count(record.node(), MARK);
        long images = count(record.node(), IMAGE);
        if (videos + images > 1) {
            throw record.error(
                    FaultKind.MARKER,
                    "expected '" + MARK + "' once, where the frames of its video stand, or not at all, found " + videos
                            + " of it and " + images + " of '" + IMAGE + "'");
        }
        marks = videos + images == 0 ? List.of() : List.of(videos == 1 ? MARK : IMAGE, IMAGE.repeat(frames.size()));
        record.node().properties().forEach(field -> {
            if (!field.getKey().equals(FIELD)) {
                changed.set(field.getKey(), marked(field.getValue()));
            }
        });
        if (changed.hasNonNull(IMAGES) && !changed.get(IMAGES).isEmpty()) {
            throw record.error("found both '" + FIELD + "' and '" + IMAGES + "'; give the pictures in one field");
        }
        ArrayNode list = changed.putArray(IMAGES);
        frames.forEach(list::add);
        return record.with(changed);
    }

    private List<String> listed(JsonNode list) {
        List<String> names = new ArrayList<>();
        for (JsonNode each : list) {
            String name = record.filledTextOf(each, "each element of '" + FIELD + "'");
            if (EmbeddedImage.is(name)) {
                throw record.error(
                        FaultKind.IMAGE_NAME,
                        "a frame of '" + FIELD + "' is a data URI; give frames as files, or all of them by '" + IMAGES
                                + "'");
            }
            names.add(name);
        }
        return names;
    }

    /** The pictures of a folder, by names that begin as the folder's. */
    private List<String> found(String name) {
        try {
            Path place = folder.resolve(GivenPath.of(name.strip()));
            if (!Files.isDirectory(place)) {
                throw record.error(
                        FaultKind.NO_IMAGE,
                        Files.exists(place)
                                ? "'" + FIELD + "' names the file '" + JsonRecord.shorten(name)
                                        + "', and no videos are decoded; write its frames as pictures into a folder"
                                        + " and name that, or list them"
                                : "'" + FIELD + "' names the folder '" + JsonRecord.shorten(name)
                                        + "', which is not there below " + folder);
            }
            String start = name.strip().replaceFirst("/+$", "") + "/";
            return PictureFolder.list(place).stream()
                    .map(file -> start + file.getFileName())
                    .toList();
        } catch (InvalidInputException e) {
            throw record.error(
                    FaultKind.IMAGE_NAME,
                    "the name of the video \"" + JsonRecord.shorten(name) + "\" cannot be used: " + e.getMessage());
        }
    }

    private static long count(JsonNode node, String mark) {
        if (node.isTextual()) {
            int without = node.textValue().replace(mark, "").length();
            return (node.textValue().length() - without) / (long) mark.length();
        }
        long count = 0;
        for (JsonNode each : node) {
            count += count(each, mark);
        }
        return count;
    }

    private JsonNode marked(JsonNode node) {
        if (marks.isEmpty()) {
            return node;
        }
        if (node.isTextual()) {
            return TextNode.valueOf(node.textValue().replace(marks.get(0), marks.get(1)));
        }
        if (node.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            node.forEach(each -> array.add(marked(each)));
            return array;
        }
        if (node.isObject()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            node.properties().forEach(field -> object.set(field.getKey(), marked(field.getValue())));
            return object;
        }
        return node;
    }
}
