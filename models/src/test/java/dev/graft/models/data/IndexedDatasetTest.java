package dev.graft.models.data;

import static dev.graft.models.data.DataFiles.read;
import static dev.graft.models.data.DataFiles.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.models.data.fault.Fault;
import dev.graft.models.data.fault.FaultKind;
import dev.graft.tensors.ModelFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexedDatasetTest {
    @TempDir
    Path folder;

    @Test
    void givesBackEverySampleAsItWasRead() {
        Path file = write(folder.resolve("chat.jsonl"), """
                {"id":"ä","image":"1.png","conversations":[{"from":"human","value":"q <image>"},{"from":"gpt","value":"a"},\
                {"from":"human","value":"r"},{"from":"gpt","value":"b \\ud83d\\ude00"}]}
                {"id":"t","conversations":[{"from":"human","value":"q"},{"from":"gpt","value":"a"}]}
                {"id":"u","image":"2.png","conversations":[{"from":"human","value":"q"},{"from":"gpt","value":"a"}]}
                """);
        Dataset dataset = Dataset.open(file);
        IndexedDataset indexed = IndexedDataset.load(dataset);
        assertEquals(read(dataset), indexed);
        assertEquals(
                List.of("1.png", "2.png"),
                indexed.images().stream().map(ImageRef::name).toList());
        assertArrayEquals(new int[] {0}, indexed.imageIndices(1));
        assertArrayEquals(new int[] {}, indexed.imageIndices(2));
        assertArrayEquals(new int[] {1}, indexed.imageIndices(3));
        IndexedDataset some = IndexedDataset.load(dataset, sample -> sample.id().equals("u"));
        assertEquals(List.of(indexed.get(3)), some);
        assertArrayEquals(new int[] {0}, some.imageIndices(0));
    }

    @Test
    void keepsOptionalFields() {
        Path file = write(
                folder.resolve("data.jsonl"),
                "{\"image\":\"1.png\",\"question\":\"q\",\"answers\":[\"a\",\"b\"],\"question_type\":\"t\",\"answer_type\":\"u\"}\n");
        assertEquals(read(Dataset.open(file)), IndexedDataset.load(Dataset.open(file)));
    }

    @Test
    void saysWhichSampleLacksItsImage() {
        Sample sample = Sample.of("s7", ImageRef.in(folder, "none.png"), "q", List.of("a"));
        String message =
                assertThrows(ModelFileException.class, sample::requireImage).getMessage();
        assertTrue(message.contains("sample 's7'") && message.contains("none.png"), message);
    }

    @Test
    void goesOnPastRecordsThatCannotBeReadAndKnowsThePlaces() {
        Path file = write(folder.resolve("data.jsonl"), """
                {"image": "1.png", "caption": "a"}
                nonsense
                {"image": "2.png", "caption": "b"}
                {"image": "2.png", "capton": "c"}
                {"image": "3.png", "caption": "d"}
                """);
        List<Fault> faults = new ArrayList<>();
        IndexedDataset read = IndexedDataset.load(Dataset.open(file), 0, faults::add);
        assertEquals(3, read.size());
        assertEquals(
                List.of(file + ":2", file + ":4"),
                faults.stream().map(Fault::place).toList());
        assertEquals(
                List.of(FaultKind.MALFORMED, FaultKind.FIELD),
                faults.stream().map(Fault::kind).toList());
        assertEquals(file + ":5", read.place(2));
        IndexedDataset last = read.subset(i -> i == 2);
        assertEquals(List.of(read.get(2)), last);
        assertEquals(file + ":5", last.place(0));
        assertEquals(1, last.images().size());
        assertEquals(2, IndexedDataset.load(Dataset.open(file), 2, faults::add).size());
        assertEquals(3, faults.size(), "nothing is read beyond the limit");
    }

    @Test
    void aReaderThatDoesNotGetOnIsNotAskedForEver() {
        Dataset stuck =
                new FileDataset(DatasetFormat.of("records"), List.of(folder.resolve("x")), () -> new SampleReader() {
                    @Override
                    public boolean hasNext() {
                        throw new ModelFileException("again and again");
                    }

                    @Override
                    public Sample next() {
                        throw new NoSuchElementException();
                    }

                    @Override
                    public void close() {}
                });
        List<Fault> faults = new ArrayList<>();
        assertThrows(ModelFileException.class, () -> IndexedDataset.load(stuck, 0, faults::add));
        assertEquals(1, faults.size());
    }
}
