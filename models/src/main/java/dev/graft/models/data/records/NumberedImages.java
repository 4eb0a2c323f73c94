package dev.graft.models.data.records;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.models.data.DataText;
import dev.graft.models.data.ImageRef;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How the images of a VQA file are called.
 *
 * <p>The official names are {@code COCO_val2014_000000000042.jpg} for photographs and
 * {@code abstract_v002_val2015_000000000042.png} for clip art; COCO's releases since 2017 write only the number. Other data sets
 * of the form call images by their id.
 */
public final class NumberedImages {
    private static final List<String> ENDINGS = List.of(".jpg", ".png", ".jpeg", ".webp");

    private final ImageFolder folder;
    private final String source;
    private final String split;

    public NumberedImages(Path folder, String source, String split) {
        this.folder = new ImageFolder(folder);
        this.source = source;
        // The questions of test-dev are a part of those of test, and share its images.
        this.split = split.replace("test-dev", "test");
    }

    /** Reads which images a questions file is about from the fields {@code data_type} and {@code data_subtype}. */
    public static NumberedImages of(Path questions, Path folder) {
        String source = "mscoco";
        String split = "";
        try (JsonParser json = DataJson.JSON.createParser(DataText.open(questions))) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (name.equals("data_type") && value == JsonToken.VALUE_STRING) {
                    source = json.getText();
                } else if (name.equals("data_subtype") && value == JsonToken.VALUE_STRING) {
                    split = json.getText();
                } else if (!split.isEmpty() && name.equals("questions")) {
                    break;
                }
                json.skipChildren();
            }
        } catch (IOException e) {
            throw DataText.failure(questions.toString(), e);
        }
        return new NumberedImages(folder, source, split);
    }

    /** The image that a record gives the id of. */
    public ImageRef of(JsonRecord record, String field) {
        String id = record.requiredIdentifier(field);
        JsonNode value = record.get(field);
        if (value.isTextual() && id.matches(".*\\.(jpe?g|png|gif|bmp|webp)")) {
            return folder.find(record, List.of(id));
        }
        List<String> names = new ArrayList<>();
        ENDINGS.forEach(ending -> names.add(id + ending));
        // Always as many, so that what was found for one image is a guess for the next.
        List<String> numbered = numbered(id.matches("\\d{1,12}") ? Long.parseLong(id) : 0);
        if (!id.matches("\\d{1,12}")) {
            numbered = Collections.nCopies(numbered.size(), names.get(0));
        }
        names.addAll(value.isTextual() ? names.size() : 0, numbered);
        return folder.find(record, names);
    }

    private List<String> numbered(long id) {
        boolean photographs = source.equals("mscoco");
        String number = String.format(Locale.ROOT, "%012d", id) + (photographs ? ".jpg" : ".png");
        String front = photographs ? "COCO" : source;
        // A list of captions may be of both parts, and not say which: ClipCap's is.
        List<String> splits = photographs && split.isEmpty() ? List.of("", "train2014", "val2014") : List.of(split);
        return Stream.concat(
                        splits.stream().map(each -> front + "_" + (each.isEmpty() ? "" : each + "_") + number),
                        Stream.of(number))
                .toList();
    }
}
