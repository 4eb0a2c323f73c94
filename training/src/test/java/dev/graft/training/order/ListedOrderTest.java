package dev.graft.training.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.language.TextRow;
import dev.graft.models.data.Dataset;
import dev.graft.models.data.IndexedDataset;
import dev.graft.tensors.ModelFileException;
import dev.graft.training.settings.TrainingSettings;
import dev.graft.training.step.TrainingSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records by number and by id, in lines and in arrays; one of them a conversation of two answers. */
class ListedOrderTest {
    @TempDir
    private Path folder;

    private IndexedDataset data;

    @BeforeEach
    void write() throws IOException {
        Path file = folder.resolve("data.json");
        Files.writeString(file, """
                [{"id": "a", "conversations": [{"from": "human", "value": "1?"}, {"from": "gpt", "value": "one"}]},
                 {"id": "b", "conversations": [{"from": "human", "value": "2?"}, {"from": "gpt", "value": "two"},
                                               {"from": "human", "value": "3?"}, {"from": "gpt", "value": "three"}]},
                 {"id": "7", "conversations": [{"from": "human", "value": "4?"}, {"from": "gpt", "value": "four"}]},
                 {"id": "twice", "conversations": [{"from": "human", "value": "5?"}, {"from": "gpt", "value": "five"}]},
                 {"id": "twice", "conversations": [{"from": "human", "value": "6?"}, {"from": "gpt", "value": "six"}]}]
                """);
        data = IndexedDataset.load(Dataset.open(file));
    }

    private TrainingSettings settings(String order) throws IOException {
        Path file = Files.writeString(folder.resolve("order"), order);
        return TrainingSettings.DEFAULTS
                .with("batch", "3")
                .with("data.validation", "0")
                .with("data.order_file", file.toString());
    }

    private SampleOrder order(TrainingSettings settings, boolean isWhole) {
        List<TrainingSample> samples = IntStream.range(0, data.size())
                .mapToObj(i ->
                        new TrainingSample(data.get(i).target(), List.of(), TextRow.of(new long[] {1}, new long[] {2})))
                .toList();
        return SampleOrder.of(settings, data, isWhole, samples);
    }

    private List<String> at(String order, int step) throws IOException {
        return order(settings(order), true).at(step).stream()
                .map(TrainingSample::id)
                .toList();
    }

    private String refusal(String order) throws IOException {
        TrainingSettings settings = settings(order);
        return assertThrows(ModelFileException.class, () -> order(settings, true))
                .getMessage();
    }

    @Test
    void linesAreRecordsByNumberOrId() throws IOException {
        String order = "a\n4\n\"7\"\n\n  0\n";
        assertEquals(List.of("one", "six", "four"), at(order, 1));
        assertEquals(List.of("one", "one", "six"), at(order, 2), "after its end it begins again");
        assertEquals(at("[\"a\", 4, \"7\", 0]", 2), at(order, 2), "one array is the same");
    }

    @Test
    void allAnswersOfAConversationAreLearntTogether() throws IOException {
        assertEquals(List.of("two", "three", "one", "two", "three"), at("1\n0\nb", 1));
    }

    @Test
    void anArrayInAnArrayIsAStep() throws IOException {
        String order = "[[0, \"b\"], [2]]";
        assertEquals(List.of("one", "two", "three"), at(order, 1));
        assertEquals(List.of("four"), at(order, 2));
        assertEquals(at(order, 1), at(order, 3));
        assertEquals(List.of("four"), at("[0, \"b\"]\n[2]\n", 2), "lines are the same");
    }

    @Test
    void whatIsMeantIsSaid() throws IOException {
        assertEquals(
                "order: 2 steps listed in " + folder.resolve("order") + ", begun again after its end",
                order(settings("[0]\n[2]"), true).summary());
        assertEquals(
                "order: 4 records listed in " + folder.resolve("order") + ", of which 3 are taken",
                order(settings("0\n1\n2\n2").with("steps", "1"), true).summary());
    }

    @Test
    void whatIsWrongIsToldByItsPlace() throws IOException {
        assertTrue(refusal("0\n5")
                .endsWith("order] line 2: names the record 5, and the data have 5, numbered from 0 to 4"));
        assertTrue(refusal("7").endsWith("there is one of the id \"7\", which is meant by writing it in quotes"));
        assertTrue(refusal("[0, -1]").contains("element 2: names the record -1"));
        assertTrue(refusal("0\ntwise")
                .endsWith("line 2: names an id that no record of the data has; did you mean 'twice'?"));
        assertTrue(refusal("twice").contains("which several records of the data have; name one by its number from 0"));
        assertTrue(refusal("[0]\n1").contains("line 2: expected an array, the records of a step, as those before are"));
        assertTrue(refusal("[[0, 1, 2, 0]]")
                .contains("expected 1 to 3 records of a step, as many as 'batch' says, found 4"));
        assertTrue(refusal("[[]]").contains("element 1: expected 1 to 3 records of a step"));
        assertTrue(refusal("[0, 1.5]").contains("expected the number of a record, or its id as a text, found 1.5"));
        assertTrue(refusal("[0, 1").contains("is not valid JSON"));
        assertTrue(refusal("\n").contains("found none"));
    }

    @Test
    void numbersMeanNothingWhereRecordsWereLeftOut() throws IOException {
        TrainingSettings numbers = settings("0");
        String message = assertThrows(ModelFileException.class, () -> order(numbers, false))
                .getMessage();
        assertTrue(message.contains("some records are left out"), message);
        assertEquals(6, data.size());
        assertEquals("one", order(settings("a"), false).at(1).get(0).id());
    }

    @Test
    void whatIsHeldOutIsNotLearntFrom() throws IOException {
        TrainingSettings settings = settings("0\n1\n2").with("data.validation", "0.99");
        String message = assertThrows(
                        ModelFileException.class,
                        () -> SampleOrder.check(settings, folder.resolve("order"), data, true))
                .getMessage();
        assertTrue(
                message.contains("which is held out for validation; leave it out, or set data.validation=0"), message);
    }
}
