package dev.graft.models.data.records;

import static dev.graft.models.data.DataFiles.assertRefused;
import static dev.graft.models.data.DataFiles.read;
import static dev.graft.models.data.DataFiles.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.DatasetOptions;
import dev.graft.models.data.Sample;
import dev.graft.models.data.ValidationReport;
import dev.graft.tensors.InvalidInputException;
import dev.graft.testsupport.SharedData;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetLayoutTest {
    private static final String RECORD = "{\"image\": \"1.png\", \"caption\": \"x\"}\n";

    @TempDir
    Path folder;

    @Test
    void readsEasyVqaFromItsFolder() {
        Path easyVqa = SharedData.path("data/easy-vqa");
        ValidationReport report = Dataset.open(easyVqa).validate(10);
        assertEquals(List.of(), report.messages());
        assertEquals(38_575, report.samples());
        assertEquals(4000, report.images());
        Sample first = read(Dataset.open(easyVqa.resolve("train"))).get(0);
        assertEquals("what is the blue shape?", first.question());
        assertEquals(List.of("rectangle"), first.answers());
        assertEquals("0.png", first.requireImage().name());
    }

    @Test
    void readsTheOnlyDataFileOfAFolder() {
        write(folder.resolve("notes.txt"), "");
        write(folder.resolve("captions.jsonl"), RECORD);
        assertEquals(1, read(Dataset.open(folder)).size());
        write(folder.resolve("more.jsonl"), RECORD);
        assertRefused(
                folder, DatasetOptions.DEFAULTS, "found captions.jsonl, more.jsonl; give the path of the one to read");
    }

    @Test
    void doesNotChooseBetweenTrainAndTest() {
        write(folder.resolve("train/questions.json"), "[[\"q\", \"a\", 0]]");
        assertEquals(
                folder.resolve("train/images/0.png").toString(),
                read(Dataset.open(folder)).get(0).image().orElseThrow().source().toString());
        write(folder.resolve("test/questions.json"), "[[\"q\", \"a\", 0]]");
        assertRefused(folder, DatasetOptions.DEFAULTS, "found train/questions.json, test/questions.json");
    }

    @Test
    void saysWhatIsNoDataSet() {
        assertRefused(folder, DatasetOptions.DEFAULTS, "found none");
        assertRefused(folder.resolve("absent"), DatasetOptions.DEFAULTS, "no such file or folder");
        assertRefused(write(folder.resolve("empty.jsonl"), " \n"), DatasetOptions.DEFAULTS, "is empty");
        assertRefused(
                write(folder.resolve("coco.json"), "{\"images\": [], \"licenses\": []}"),
                DatasetOptions.DEFAULTS,
                "format not recognised: the first record has the fields [images, licenses]");
        assertRefused(write(folder.resolve("n.json"), "[1]"), DatasetOptions.DEFAULTS, "format not recognised");
        assertRefused(
                write(folder.resolve("a.json"), "[[\"q\", 1, 0]]"), DatasetOptions.DEFAULTS, "the answer must be text");
        assertRefused(
                write(folder.resolve("b.json"), "[[\"q\", \"a\"]]"),
                DatasetOptions.DEFAULTS,
                "expected [question, answer, image_id]");
        assertRefused(
                write(folder.resolve("c.json"), "[[\"q\", \"a\", 0]"),
                DatasetOptions.DEFAULTS,
                "record 2] not valid JSON");
        assertRefused(
                write(folder.resolve("d.json"), "[[\"q\", \"a\", 0]] 1"),
                DatasetOptions.DEFAULTS,
                "text after the end");
    }

    @Test
    void aFormatCanBeNamed() {
        assertEquals("easy-vqa", DatasetFormat.of("easy-vqa").id());
        Path file = write(folder.resolve("data.jsonl"), RECORD);
        assertRefused(
                file, DatasetOptions.DEFAULTS.withFormat(DatasetFormat.of("llava")), "field 'conversations' must be");
        IllegalArgumentException unknown = assertThrows(InvalidInputException.class, () -> DatasetFormat.of("lava"));
        assertTrue(unknown.getMessage().contains("did you mean 'llava'?"), unknown.getMessage());
    }
}
