package dev.graft.models.data;

import static dev.graft.models.data.DataFiles.assertRefused;
import static dev.graft.models.data.DataFiles.write;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
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
}
