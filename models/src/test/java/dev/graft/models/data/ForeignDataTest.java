package dev.graft.models.data;

import static dev.graft.models.data.DataFiles.assertRefused;
import static dev.graft.models.data.DataFiles.read;
import static dev.graft.models.data.DataFiles.write;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is ours, what is another's, and what is no data at all. */
class ForeignDataTest {
    @TempDir
    Path folder;

    @Test
    void aMisspeltFieldOfOursIsNotAnothers() {
        Path file = write(
                folder.resolve("a.jsonl"),
                "{\"image\": \"1.png\", \"question\": \"q\", \"answer\": \"a\", \"qestion_type\": 1}");
        assertEquals("records", Dataset.open(file).format().id());
        assertRefused(file, DatasetOptions.DEFAULTS, "did you mean 'question_type'?");
    }

    @Test
    void whatIsNoDataIsSaidForWhatItIs() {
        assertRefused(
                write(folder.resolve("a.jsonl"), "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"),
                DatasetOptions.DEFAULTS,
                "a pointer of Git LFS");
        assertRefused(
                write(folder.resolve("b.json"), "<!DOCTYPE html><html></html>"), DatasetOptions.DEFAULTS, "a web page");
        Path csv = write(folder.resolve("c.jsonl"), "image,caption\n1.png,a\n");
        assertEquals("csv", Dataset.open(csv).format().id());
    }

    @Test
    void noCapsHasDomains() {
        Path file = write(folder.resolve("nocaps_val_4500_captions.json"), """
                {"licenses": [], "info": {}, "images": [{"license": 0, "width": 732, "height": 1024, "id": 0,
                  "coco_url": "https://s3.amazonaws.com/nocaps/val/0013ea2087020901.jpg", "date_captured": "2018",
                  "open_images_id": "0013ea2087020901", "file_name": "0013ea2087020901.jpg", "domain": "in-domain"}],
                 "annotations": [{"image_id": 0, "id": 0, "caption": "A baby is standing in front of a house."}]}
                """);
        Sample sample = read(Dataset.open(file)).get(0);
        assertEquals(Optional.of("in-domain"), sample.questionType());
        assertEquals("0013ea2087020901.jpg", sample.group());
        Path boxes = write(folder.resolve("instances_val2014.json"), """
                {"images": [{"id": 1, "file_name": "1.jpg"}], "annotations": [{"id": 1, "image_id": 1, "bbox": [1, 2, 3, 4]}]}
                """);
        assertRefused(boxes, DatasetOptions.DEFAULTS, "the captions are in captions_*.json");
    }
}
