package dev.graft.models.data.mixture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetOptions;
import dev.graft.models.data.IndexedDataset;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MixtureFormatTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void writeSources() throws IOException {
        Files.createDirectories(folder.resolve("captions"));
        Files.writeString(folder.resolve("captions/data.jsonl"), """
                {"image": "../images/1.png", "caption": "one"}
                {"image": "2.png", "caption": "two"}
                """);
        Files.writeString(folder.resolve("vqa.json"), """
                [{"id": "a", "conversations": [{"from": "human", "value": "Hello?"}, {"from": "gpt", "value": "Yes."}]},
                 {"id": "b", "image": "1.png", "conversations": [
                   {"from": "human", "value": "<image>\\nWhat?"}, {"from": "gpt", "value": "One."}]},
                 {"id": "c", "conversations": [{"from": "human", "value": "Nothing?"}]}]""");
    }

    private Path mixture(String sources) throws IOException {
        return Files.writeString(folder.resolve("mixture.json"), "{\"sources\": " + sources + "}");
    }

    private IndexedDataset read(Path file, List<String> faults) {
        return IndexedDataset.load(Dataset.open(file), 0, fault -> faults.add(fault.toString()));
    }

    @Test
    void sourcesAreReadOneAfterTheOther() throws IOException {
        Path file = mixture("""
                {"captions": {"path": "captions/data.jsonl", "weight": 1},
                 "questions": {"path": "vqa.json", "weight": 2.5, "format": "llava", "images": "images"}}""");
        List<String> faults = new ArrayList<>();
        IndexedDataset read = read(file, faults);
        assertEquals(4, read.size());
        assertEquals(1, faults.size());
        assertEquals("captions", read.source(0));
        assertEquals("questions", read.source(3));
        assertEquals(2.5, read.sources().get(1).weight().getAsDouble());
        // One picture, named by two sources, is one.
        assertEquals("images/1.png", read.get(0).image().orElseThrow().name());
        assertEquals(read.get(0).image(), read.get(3).image());
        assertEquals("captions/2.png", read.get(1).image().orElseThrow().name());
        assertEquals(List.of("questions"), List.of(read.subset(i -> i == 3).source(0)));
        assertFalse(read.place(3).isEmpty());
    }

    @Test
    void aPartIsThatOfASource() throws IOException {
        Path file = mixture("{\"a\": {\"path\": \"captions/data.jsonl\"}}");
        for (Path whole : List.of(file, folder)) {
            InvalidInputException refused = assertThrows(
                    InvalidInputException.class,
                    () -> Dataset.open(whole.resolveSibling(whole.getFileName() + "#train")));
            assertTrue(refused.getMessage().contains("such as data.json#train"), refused.getMessage());
        }
    }

    @Test
    void aFolderOfImagesIsForImagesThatLieThere() throws IOException {
        Path unused = mixture("{\"a\": {\"path\": \"inside.jsonl\", \"images\": \"images\"}}");
        Files.writeString(
                folder.resolve("inside.jsonl"),
                "{\"image\": \"data:image/png;base64,aGVsbG8=\", \"caption\": \"one\"}\n");
        InvalidInputException refused =
                assertThrows(InvalidInputException.class, () -> read(unused, new ArrayList<>()));
        assertTrue(refused.getMessage().contains("has no effect"), refused.getMessage());
        Files.writeString(
                folder.resolve("inside.jsonl"),
                "{\"image\": \"../1.png\", \"caption\": \"two\"}\n",
                StandardOpenOption.APPEND);
        assertEquals(2, read(unused, new ArrayList<>()).size());
    }

    @Test
    void weightsDecideWhichDataTheyAre() throws IOException {
        String source = "{\"a\": {\"path\": \"captions/data.jsonl\", \"weight\": %s}}";
        IndexedDataset one = read(mixture(source.formatted("1")), new ArrayList<>());
        IndexedDataset other = read(mixture(source.formatted("2")), new ArrayList<>());
        assertNotEquals(one.fingerprint(), other.fingerprint());
    }

    @Test
    void aConfinedMixtureKeepsItsSourcesAndWeights() throws IOException {
        Path file = mixture("{\"a\": {\"path\": \"captions/data.jsonl\", \"weight\": 3}}");
        Dataset confined = Dataset.open(file, DatasetOptions.DEFAULTS.withConfined(true));
        IndexedDataset read = IndexedDataset.load(confined, 0, fault -> {});
        assertEquals(3, read.sources().get(0).weight().getAsDouble());
        assertEquals("a", read.source(0));
    }

    @Test
    void oneFileMayBeTwoSourcesAndHaveAFault() throws IOException {
        Files.writeString(folder.resolve("bad.jsonl"), """
                {"image": "1.png", "caption": "one"}
                {"image": "2.png"}
                """);
        Path file = mixture("{\"a\": {\"path\": \"bad.jsonl\"}, \"b\": {\"path\": \"bad.jsonl\"}}");
        List<String> faults = new ArrayList<>();
        assertEquals(2, read(file, faults).size());
        assertEquals(2, faults.size());
    }

    @Test
    void aMixtureInAMixtureIsRefused() throws IOException {
        Files.copy(mixture("{\"a\": {\"path\": \"vqa.json\"}}"), folder.resolve("inner.json"));
        Path file = mixture("{\"b\": {\"path\": \"inner.json\"}}");
        assertEquals(
                "[" + folder.resolve("inner.json") + "] is a mixture, and a source of the mixture " + file
                        + ", which must be data of its own; name its sources there",
                assertThrows(ModelFileException.class, () -> Dataset.open(file)).getMessage());
    }

    @Test
    void aMixtureOfItselfIsRefused() throws IOException {
        Path file = mixture("{\"b\": {\"path\": \"mixture.json\"}}");
        assertThrows(ModelFileException.class, () -> Dataset.open(file));
        assertThrows(ModelFileException.class, () -> Dataset.open(folder));
    }

    @Test
    void whatIsWrongIsSaid() throws IOException {
        Map<String, String> wrong = new TreeMap<>();
        wrong.put("{}", "names no source under 'sources'");
        wrong.put("{\"a\": {\"weight\": 1}}", "source 'a' has no 'path', which names its data");
        wrong.put(
                "{\"a\": {\"path\": \"vqa.json\", \"wieght\": 1}}",
                "unknown field 'wieght' in source 'a'; expected [path, weight, format, images]; did you mean 'weight'?");
        wrong.put(
                "{\"a\": {\"path\": \"vqa.json\", \"weight\": 0}}",
                "the weight of the source 'a' must be a number above 0, found 0.0");
        wrong.put(
                "{\"a\": {\"path\": \"vqa.json\", \"weight\": \"2\"}}",
                "the weight of the source 'a' must be a number, found \"2\"");
        wrong.put(
                "{\"a\": {\"path\": \"vqa.json\", \"weight\": 1}, \"b\": {\"path\": \"captions/data.jsonl\"}}",
                "has a weight for 1 of 2 sources; give all a weight, or none, which takes each as often as it has samples");
        wrong.put("{\"a\": 1}", "source 'a' must be an object {...}, found the number 1");
        for (Map.Entry<String, String> each : wrong.entrySet()) {
            Path file = mixture(each.getKey());
            String message = assertThrows(ModelFileException.class, () -> Dataset.open(file))
                    .getMessage();
            assertEquals("[" + file + "] " + each.getValue(), message);
        }
    }
}
