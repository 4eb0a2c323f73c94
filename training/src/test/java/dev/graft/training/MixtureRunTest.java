package dev.graft.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.InvalidInputException;
import dev.graft.training.progress.MetricsEntry;
import dev.graft.training.progress.MetricsLog;
import dev.graft.training.settings.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs on several sources: questions about one image, about two, and in words alone. */
class MixtureRunTest {
    @TempDir
    private Path folder;

    private TinyRun tiny;
    private Path mixture;

    @BeforeEach
    void write() throws IOException {
        tiny = TinyRun.in(folder);
        StringBuilder mixed = new StringBuilder("[");
        for (int i = 0; i < 24; i++) {
            String images = i % 3 == 0 ? "" : "\"image\": [\"%d.png\", \"%d.png\"], ".formatted(i, i + 1);
            String markers = i % 3 == 0 ? "" : "<image><image>";
            mixed.append(i == 0 ? "" : ",").append("""
                    {"id": "m%d", %s"conversations": [{"from": "system", "value": "it is"},
                     {"from": "human", "value": "%swhat color is it?"}, {"from": "gpt", "value": "sure %s"}]}
                    """.formatted(
                            i, images, markers, List.of("red", "green", "blue").get(i % 3)));
        }
        Files.writeString(tiny.data.resolve("mixed.json"), mixed.append("]"));
        mixture = write(2);
    }

    private Path write(int weight) throws IOException {
        return Files.writeString(folder.resolve("mixture.json"), """
                {"sources": {"questions": {"path": "data/questions.jsonl", "weight": %d},
                             "mixed": {"path": "data/mixed.json", "weight": 1}}}""".formatted(weight));
    }

    private TrainingSettings settings(String output) {
        return tiny.settings(output).with("data.path", mixture.toString());
    }

    private static boolean run(TrainingSettings settings, boolean resume, int steps) {
        return ToldRun.of(settings, resume, steps).ended();
    }

    @Test
    void aResumedRunEqualsAnUninterruptedOneAndShowsEachSource() throws IOException {
        run(settings("whole"), false, Integer.MAX_VALUE);
        assertFalse(run(settings("halted"), false, 11));
        assertTrue(run(settings("halted"), true, Integer.MAX_VALUE));
        for (String file : List.of("model.safetensors", "checkpoints/last.safetensors", "metrics.jsonl")) {
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("whole").resolve(file)),
                    Files.readAllBytes(folder.resolve("halted").resolve(file)),
                    file);
        }
        List<MetricsEntry> validations = MetricsLog.read(folder.resolve("whole/metrics.jsonl")).stream()
                .filter(entry -> entry.split().equals("validation"))
                .toList();
        MetricsEntry first = validations.get(0);
        MetricsEntry last = validations.get(validations.size() - 1);
        assertTrue(last.values().keySet().containsAll(Set.of("loss", "loss/questions", "loss/mixed")));
        assertTrue(last.values().get("loss/questions") < first.values().get("loss/questions"));
        double low = Math.min(last.values().get("loss/questions"), last.values().get("loss/mixed"));
        double high =
                Math.max(last.values().get("loss/questions"), last.values().get("loss/mixed"));
        assertTrue(low <= last.values().get("loss") && last.values().get("loss") <= high);
    }

    @Test
    void otherWeightsAreAnotherRun() throws IOException {
        assertFalse(run(settings("run"), false, 6));
        write(3);
        assertThrows(InvalidInputException.class, () -> run(settings("run"), true, Integer.MAX_VALUE));
        write(2);
        assertTrue(run(settings("run"), true, Integer.MAX_VALUE));
        assertEquals(
                30,
                MetricsLog.read(folder.resolve("run/metrics.jsonl")).stream()
                        .filter(entry -> entry.split().equals("train"))
                        .count());
    }
}
