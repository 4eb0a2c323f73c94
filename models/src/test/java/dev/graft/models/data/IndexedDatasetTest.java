package dev.graft.models.data;

import static dev.graft.models.data.DataFiles.read;
import static dev.graft.models.data.DataFiles.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.ModelFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexedDatasetTest {
    @TempDir
    Path folder;

    @Test
    void givesBackEverySampleAsItWasRead() {
        Path file = write(folder.resolve("chat.jsonl"), """
                {"id":"ä","image":"1.png","conversations":[{"from":"human","value":"q <image>"},{"from":"gpt","value":"a"},{"from":"human","value":"r"},{"from":"gpt","value":"b \\ud83d\\ude00"}]}
                {"id":"t","conversations":[{"from":"human","value":"q"},{"from":"gpt","value":"a"}]}
                {"id":"u","image":"2.png","conversations":[{"from":"human","value":"q"},{"from":"gpt","value":"a"}]}
                """);
        Dataset dataset = Dataset.open(file);
        IndexedDataset indexed = IndexedDataset.load(dataset);
        assertEquals(read(dataset), indexed);
        assertEquals(
                List.of("1.png", "2.png"),
                indexed.images().stream().map(ImageRef::name).toList());
        assertEquals(0, indexed.imageIndex(1));
        assertEquals(-1, indexed.imageIndex(2));
        assertEquals(1, indexed.imageIndex(3));
        IndexedDataset some = IndexedDataset.load(dataset, sample -> sample.id().equals("u"));
        assertEquals(List.of(indexed.get(3)), some);
        assertEquals(0, some.imageIndex(0));
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
}
