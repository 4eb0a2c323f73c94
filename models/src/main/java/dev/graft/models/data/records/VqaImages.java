package dev.graft.models.data.records;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.graft.models.data.DataText;
import dev.graft.models.data.ImageRef;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where the images of a VQA file lie and how they are called.
 *
 * <p>The official names are {@code COCO_val2014_000000000042.jpg} for photographs and
 * {@code abstract_v002_val2015_000000000042.png} for clip art; COCO's releases since 2017 write only the number. The
 * images lie in the folder itself or in one named after the split. The first image that is asked for decides.
 */
final class VqaImages {
    private final Path folder;
    private final String source;
    private final String split;
    private Naming naming;

    private VqaImages(Path folder, String source, String split) {
        this.folder = folder;
        this.source = source;
        // The questions of test-dev are a part of those of test, and share its images.
        this.split = split.replace("test-dev", "test");
    }

    /** Reads which images a questions file is about from the fields {@code data_type} and {@code data_subtype}. */
    static VqaImages of(Path questions, Path folder) {
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
        return new VqaImages(folder, source, split);
    }

    /** The image with the given number. */
    ImageRef of(JsonRecord record, long id) {
        if (naming == null) {
            naming = namings().stream()
                    .filter(candidate -> candidate.image(record, id).exists())
                    .findFirst()
                    .orElse(namings().get(0));
        }
        return naming.image(record, id);
    }

    private List<Naming> namings() {
        boolean photographs = source.equals("mscoco");
        String splitPart = split.isEmpty() ? "" : split + "_";
        String prefix = (photographs ? "COCO" : source) + "_" + splitPart;
        String ending = photographs ? ".jpg" : ".png";
        List<Naming> namings = new ArrayList<>();
        for (String start : List.of(prefix, "")) {
            for (String subfolder : List.of("", split + "/", "images/")) {
                namings.add(new Naming(subfolder.equals("/") ? start : subfolder + start, ending));
            }
        }
        return namings;
    }

    private final class Naming {
        private final String prefix;
        private final String ending;

        Naming(String prefix, String ending) {
            this.prefix = prefix;
            this.ending = ending;
        }

        ImageRef image(JsonRecord record, long id) {
            return record.image(folder, prefix + String.format(Locale.ROOT, "%012d", id) + ending);
        }
    }
}
