package dev.graft.models.data;

import static dev.graft.models.data.DataFiles.read;
import static dev.graft.models.data.DataFiles.write;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data that the systems behind presets were trained on, in the layout in which they are published. */
class PresetDataTest {
    @TempDir
    Path folder;

    /** Oscar's list of COCO's captions, as ClipCap's own preparation reads it: images of both parts, known by number. */
    @Test
    void clipCapsListNamesTheImagesOfBothPartsByNumber() {
        write(folder.resolve("train2014/COCO_train2014_000000116100.jpg"), "");
        write(folder.resolve("val2014/COCO_val2014_000000203564.jpg"), "");
        write(folder.resolve("train_caption.json"), """
                [{"image_id": "116100", "id": 67, "caption": "A panoramic view of a kitchen."},
                 {"image_id": "203564", "id": 37, "caption": "A bicycle replica with a clock."},
                 {"image_id": 116100, "id": 68, "caption": "A kitchen."}]""");
        List<Sample> samples = read(Dataset.open(folder.resolve("train_caption.json")));
        assertEquals("train2014/COCO_train2014_000000116100.jpg", samples.get(0).group());
        assertEquals("val2014/COCO_val2014_000000203564.jpg", samples.get(1).group());
        assertEquals("train2014/COCO_train2014_000000116100.jpg", samples.get(2).group());
        assertEquals("A panoramic view of a kitchen.", samples.get(0).target());
    }
}
