package dev.graft.models.data;

import static dev.graft.models.data.DataFiles.assertRefused;
import static dev.graft.models.data.DataFiles.read;
import static dev.graft.models.data.DataFiles.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.models.data.fault.Fault;
import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data that can be taken for something else, and data that are made to do harm. */
class AwkwardDataTest {
    @TempDir
    Path folder;

    @Test
    void aPartThatIsNotThereIsSaidBesideOneThatIs() {
        write(folder.resolve("train-00000-of-00001.jsonl"), "{\"image\": \"1.png\", \"caption\": \"a\"}");
        write(folder.resolve("test-00000-of-00001.jsonl"), "{\"image\": \"2.png\", \"caption\": \"b\"}");
        assertEquals(2, read(Dataset.open(Path.of(folder + "#train+test"))).size());
        assertEquals(1, read(Dataset.open(Path.of(folder + "#train+train"))).size());
        assertRefused(Path.of(folder + "#train+tset"), DatasetOptions.DEFAULTS, "no part 'tset'");
    }

    @Test
    void aPartOfRecordsMayBeNamedTwiceAndMustBeThere() {
        Path file = write(folder.resolve("a.json"), """
                [{"image": "1.png", "caption": "a", "split": "train", "source": 1},
                 {"image": "2.png", "caption": "b", "split": "val", "source": 1}]""");
        assertEquals(1, read(Dataset.open(Path.of(file + "#train+train"))).size());
        assertRefused(
                Path.of(file + "#tset"),
                DatasetOptions.DEFAULTS,
                "no record is of the part 'tset', there are train, val");
        assertRefused(Path.of(file + "#train+tset"), DatasetOptions.DEFAULTS, "no record is of the part 'tset'");
    }

    /** A format is given where looks fail, so it is refused only if nothing can be read in it. */
    @Test
    void aFileOfAnotherFormatThanGivenIsSaidToLookLikeIt() {
        Path file = write(folder.resolve("a.json"), """
                [{"id": "1", "image": "1.png", "conversations": [{"from": "human", "value": "What?"},
                  {"from": "gpt", "value": "A."}]}]""");
        for (String given : DatasetFormat.ids()) {
            DatasetOptions options = DatasetOptions.DEFAULTS.withFormat(DatasetFormat.of(given));
            if (Set.of("llava", "messages", "responses", "columns").contains(given)) {
                assertEquals("A.", read(Dataset.open(file, options)).get(0).target(), given);
            } else {
                assertRefused(file, options, "not of the format '" + given + "'", "it looks like 'llava'");
            }
        }
        Path faulty = write(folder.resolve("b.jsonl"), """
                {"conversations": 1, "caption": "a", "image": "1.png"}
                {"image": "1.png", "conversations": [{"from": "human", "value": "Q"}, {"from": "gpt", "value": "A."}]}
                """);
        Dataset dataset = Dataset.open(faulty, DatasetOptions.DEFAULTS.withFormat(DatasetFormat.of("llava")));
        assertEquals(1, IndexedDataset.load(dataset, 0, fault -> {}).size());
    }

    @Test
    void anImageWithinTheWordsOfAMessageIsAFault() {
        Path file = write(folder.resolve("a.json"), """
                [{"conversations": [{"from": "human", "value": "<img>data:image/png;base64,AAAA</img> What?"},
                  {"from": "gpt", "value": "A."}]}]""");
        List<Fault> faults = new ArrayList<>();
        assertEquals(0, IndexedDataset.load(Dataset.open(file), 0, faults::add).size());
        assertTrue(faults.get(0).message().contains("data URI"), faults.toString());
    }

    @Test
    void theNumberOfAChoiceIsNotTakenForAChoiceThatIsANumber() {
        Path file = write(folder.resolve("a.json"), """
                [{"image": "1.png", "question": "How many?", "choices": ["2", "4", "1"], "correct_choice_idx": 1},
                 {"image": "1.png", "question": "How many?", "choices": ["2", "4", "1"], "correct_choice_idx": "1"},
                 {"image": "1.png", "question": "How many?", "choices": ["2", "4", "1"], "answer": 1},
                 {"image": "1.png", "question": "How many?", "choices": ["2", "4", "1"], "answer": "1"},
                 {"image": "1.png", "question": "How many?", "choices": [2, 4, 1], "answer": 1}]""");
        assertEquals(
                List.of("4", "4", "4", "1", "1"),
                read(Dataset.open(file)).stream().map(Sample::target).toList());
    }

    @Test
    void aConversationInATarShowsItsImage() throws IOException {
        Path tar = folder.resolve("a.tar");
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(Files.newOutputStream(tar))) {
            entry(out, "0.jpg", "picture");
            entry(out, "0.json", """
                    {"conversations": [{"from": "human", "value": "What?"}, {"from": "gpt", "value": "A."}]}""");
        }
        assertTrue(read(Dataset.open(tar)).get(0).image().isPresent());
    }

    @Test
    void aTextOfHolesInATarIsNotReadWhole() throws IOException {
        Path tar = folder.resolve("a.tar");
        Files.write(tar, sparse("0.txt", (1L << 33) - 1));
        List<Fault> faults = new ArrayList<>();
        IndexedDataset.load(Dataset.open(tar), 0, faults::add);
        assertEquals(1, faults.size());
        assertThrows(ModelFileException.class, () -> read(Dataset.open(tar)));
    }

    @Test
    void aCaptionInATarThatIsNotUtf8IsSaidToBe() throws IOException {
        Path tar = folder.resolve("a.tar");
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(Files.newOutputStream(tar))) {
            entry(out, "0.jpg", "picture");
            out.putArchiveEntry(size(new TarArchiveEntry("0.txt"), 1));
            out.write(0xE9);
            out.closeArchiveEntry();
        }
        assertRefused(tar, DatasetOptions.DEFAULTS, "0.txt is no text in UTF-8");
    }

    private static TarArchiveEntry size(TarArchiveEntry entry, long size) {
        entry.setSize(size);
        return entry;
    }

    /** An entry as GNU tar writes one that is a hole from end to end, and the end of the archive. */
    private static byte[] sparse(String name, long size) {
        ByteBuffer header = ByteBuffer.allocate(3 * 512);
        header.put(0, name.getBytes(StandardCharsets.US_ASCII)).put(156, (byte) 'S');
        header.put(257, "ustar  ".getBytes(StandardCharsets.US_ASCII));
        for (int number : new int[] {386, 483}) {
            header.put(number, String.format("%011o", size).getBytes(StandardCharsets.US_ASCII));
        }
        header.put(148, "        ".getBytes(StandardCharsets.US_ASCII));
        int sum = 0;
        for (byte each : header.array()) {
            sum += each & 0xFF;
        }
        header.put(148, String.format("%06o\0", sum).getBytes(StandardCharsets.US_ASCII));
        return header.array();
    }

    private static void entry(TarArchiveOutputStream out, String name, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(bytes.length);
        out.putArchiveEntry(entry);
        out.write(bytes);
        out.closeArchiveEntry();
    }
}
