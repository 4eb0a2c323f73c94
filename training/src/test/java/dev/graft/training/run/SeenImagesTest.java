package dev.graft.training.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.InvalidInputException;
import dev.graft.training.TinyRun;
import dev.graft.training.Trainer;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.settings.TrainingSettings;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of data that are not those with which a run began. */
class SeenImagesTest {
    @TempDir
    Path folder;

    private TinyRun tiny;
    private TrainingSettings settings;
    private Path out;

    @BeforeEach
    void begin() throws IOException {
        tiny = TinyRun.in(folder);
        settings = tiny.settings("out");
        out = folder.resolve("out");
        int[] steps = {0};
        assertFalse(new Trainer(settings, TrainingListener.NONE)
                .run(false, () -> Files.exists(out.resolve("metrics.jsonl")) && steps[0]++ > 5));
    }

    @Test
    void imagesThatChangedAreNamedAndMayBePutBack() throws IOException {
        Path image = tiny.data.resolve("4.png");
        byte[] original = Files.readAllBytes(image);
        TinyRun.writeImage(image, Color.PINK, 4);
        assertSaid("images that are not as they were: 1 (changed: " + image + ")");
        Files.write(image, original);
        Path records = tiny.data.resolve("questions.jsonl");
        String text = Files.readString(records);
        Files.writeString(records, text.replaceFirst("what color is it", "is it red"));
        assertSaid("no image has changed, so the records have");
        Files.copy(tiny.data.resolve("5.png"), tiny.data.resolve("other.png"));
        Files.writeString(records, text.replaceFirst("\"5\\.png\"", "\"other.png\""));
        assertSaid("2 (new: " + tiny.data.resolve("other.png") + ", gone: 5.png)");
        Files.delete(out.resolve(SeenImages.FILE));
        assertFalse(refused().contains("image"), "a run of before has no list");
        Files.writeString(records, text);
        assertTrue(new Trainer(settings, TrainingListener.NONE).run(true, () -> false));
        assertTrue(Files.exists(out.resolve(SeenImages.FILE)));
    }

    @Test
    void manyAreListedInAFile() throws IOException {
        Map<Path, byte[]> originals = new HashMap<>();
        for (int i = 10; i < 18; i++) {
            Path image = tiny.data.resolve(i + ".png");
            originals.put(image, Files.readAllBytes(image));
            TinyRun.writeImage(image, Color.PINK, i);
        }
        Path list = out.resolve(SeenImages.CHANGED);
        assertSaid("not as they were: 8 (changed: ");
        assertSaid(", ...; all are listed in " + list);
        List<String> lines = Files.readAllLines(list);
        assertEquals(8, lines.size());
        assertTrue(lines.contains("changed: " + tiny.data.resolve("17.png")), lines.toString());
        for (Map.Entry<Path, byte[]> each : originals.entrySet()) {
            Files.write(each.getKey(), each.getValue());
        }
        assertTrue(new Trainer(settings, TrainingListener.NONE).run(true, () -> false));
        assertFalse(Files.exists(list));
    }

    private String refused() {
        return assertThrows(
                        InvalidInputException.class,
                        () -> new Trainer(settings, TrainingListener.NONE).run(true, () -> false))
                .getMessage();
    }

    private void assertSaid(String part) {
        String message = refused();
        assertTrue(message.contains(part), message);
        assertTrue(message.contains("another --output"), message);
    }
}
