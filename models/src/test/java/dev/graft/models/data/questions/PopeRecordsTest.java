package dev.graft.models.data.questions;

import static dev.graft.models.data.DataFiles.assertRefused;
import static dev.graft.models.data.DataFiles.read;
import static dev.graft.models.data.DataFiles.write;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.DatasetOptions;
import dev.graft.models.data.Sample;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PopeRecordsTest {
    private static final String RECORD = "{\"question_id\": 1, \"image\": \"COCO_val2014_000000310196.jpg\","
            + " \"text\": \"Is there a snowboard in the image?\", \"label\": \"yes\"}\n";

    @TempDir
    Path folder;

    @Test
    void readsItsRecords() {
        Path file = write(folder.resolve("coco_pope_random.jsonl"), RECORD + RECORD.replace("yes", "no"));
        Dataset dataset = Dataset.open(file, DatasetOptions.DEFAULTS.withImages(folder.resolve("val2014")));
        assertEquals(DatasetFormat.of("pope"), dataset.format());
        Sample first = read(dataset).get(0);
        assertEquals("1", first.id());
        assertEquals("Is there a snowboard in the image?", first.question());
        assertEquals(List.of("yes"), first.answers());
        assertEquals(
                folder.resolve("val2014/COCO_val2014_000000310196.jpg").toString(),
                first.image().orElseThrow().source().toString());
        assertEquals("no", read(dataset).get(1).target());
    }

    /** The official files have the ending .json and yet one record a line. */
    @Test
    void theEndingMayBeJson() {
        assertEquals(
                2,
                read(Dataset.open(write(folder.resolve("coco_pope_random.json"), RECORD + RECORD)))
                        .size());
    }

    @Test
    void refusesOtherLabels() {
        assertRefused(
                write(folder.resolve("p.jsonl"), RECORD.replace("yes", "maybe")),
                DatasetOptions.DEFAULTS,
                "field 'label' must be \"yes\" or \"no\", found \"maybe\"");
    }
}
