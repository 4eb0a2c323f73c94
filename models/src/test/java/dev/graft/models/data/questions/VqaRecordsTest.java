package dev.graft.models.data.questions;

import static dev.graft.models.data.DataFiles.assertRefused;
import static dev.graft.models.data.DataFiles.read;
import static dev.graft.models.data.DataFiles.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetOptions;
import dev.graft.models.data.IndexedDataset;
import dev.graft.models.data.Sample;
import dev.graft.models.data.fault.Fault;
import dev.graft.testsupport.SharedData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VqaRecordsTest {
    @TempDir
    Path folder;

    @Test
    void readsTheOfficialFiles() {
        List<Sample> samples = read(Dataset.open(SharedData.path("data/format-samples/vqav2")));
        assertEquals(3, samples.size());
        Sample first = samples.get(0);
        assertEquals("458752000", first.id());
        assertEquals("What is this photo taken looking through?", first.question());
        assertEquals(
                "COCO_train2014_000000458752.jpg", first.image().orElseThrow().name());
        assertEquals(10, first.answers().size());
        assertEquals("net", first.target());
        assertEquals("pitcher", samples.get(1).target());
    }

    @Test
    void findsAnnotationsInAnyOrderAndByTheOfficialNames() {
        write(
                folder.resolve("v2_mscoco_val2014_annotations.json"),
                "{\"annotations\":[" + annotation(3, "c") + "," + annotation(1, "a") + "," + annotation(2, "b") + ","
                        + annotation(9, "z") + "]}");
        Path file = questions(folder.resolve("v2_OpenEnded_mscoco_val2014_questions.json"), "val2014");
        List<Sample> samples = read(Dataset.open(file));
        assertEquals(
                List.of("a", "b", "c"), samples.stream().map(Sample::target).toList());
        assertEquals(Optional.of("what"), samples.get(0).questionType());
        assertEquals(Optional.of("other"), samples.get(0).answerType());
        assertEquals(samples, read(Dataset.open(folder)));
    }

    @Test
    void findsImagesInTheFolderOfTheirSplitAndUnderTheirShortName() {
        Path annotations = write(
                folder.resolve("answers.json"),
                "{\"annotations\":[" + annotation(1, "a") + "," + annotation(2, "b") + "," + annotation(3, "c") + "]}");
        Path file = questions(folder.resolve("questions.json"), "test-dev2015");
        DatasetOptions options = DatasetOptions.DEFAULTS.withAnnotations(annotations);
        assertEquals("COCO_test2015_000000000011.jpg", firstImage(file, options));
        write(folder.resolve("pictures/test2015/000000000011.jpg"), "");
        options = options.withImages(folder.resolve("pictures"));
        assertEquals("test2015/000000000011.jpg", firstImage(file, options));
        write(folder.resolve("pictures/test2015/COCO_test2015_000000000011.jpg"), "");
        assertEquals("test2015/COCO_test2015_000000000011.jpg", firstImage(file, options));
    }

    @Test
    void refusesWhatDoesNotBelongTogether() {
        Path file = questions(folder.resolve("my_questions.json"), "val2014");
        assertRefused(file, DatasetOptions.DEFAULTS, "no annotations file 'my_annotations.json' beside the questions");
        Path annotations = write(
                folder.resolve("my_annotations.json"),
                "{\"annotations\":[" + annotation(1, "a") + "," + annotation(7, "b") + "]}");
        assertRefused(file, DatasetOptions.DEFAULTS, "record 2", "question_id 2 has no annotation in " + annotations);
        assertRefused(annotations, DatasetOptions.DEFAULTS, "holds annotations; give the path of the questions file");
    }

    @Test
    void aBadAnnotationIsAFaultOfItsOwnQuestionAlone() {
        write(
                folder.resolve("my_annotations.json"),
                "{\"annotations\":[" + annotation(1, "a") + ",{\"question_id\":3,\"answers\":7}," + annotation(2, "b")
                        + "]}");
        Path file = questions(folder.resolve("my_questions.json"), "val2014");
        List<Fault> faults = new ArrayList<>();
        IndexedDataset left = IndexedDataset.load(Dataset.open(file), 0, faults::add);
        assertEquals(2, left.size());
        assertEquals(1, faults.size(), faults.toString());
        assertTrue(faults.get(0).toString().contains("my_annotations.json: record 2"), faults.toString());
    }

    private static String firstImage(Path file, DatasetOptions options) {
        return read(Dataset.open(file, options)).get(0).image().orElseThrow().name();
    }

    /** Questions 1, 2, 3 about the images 11, 12, 13; the split stands after them, where a writer may put it too. */
    private static Path questions(Path file, String split) {
        return write(file, """
                {"questions":[{"question_id":1,"image_id":11,"question":"q1"},
                {"question_id":2,"image_id":12,"question":"q2"},
                {"question_id":3,"image_id":13,"question":"q3"}],
                "data_type":"mscoco","data_subtype":"%s"}
                """.formatted(split));
    }

    private static String annotation(int id, String answer) {
        return "{\"question_id\":" + id
                + ",\"question_type\":\"what\",\"answer_type\":\"other\",\"answers\":[{\"answer\":\"" + answer
                + "\",\"answer_id\":1}]}";
    }
}
