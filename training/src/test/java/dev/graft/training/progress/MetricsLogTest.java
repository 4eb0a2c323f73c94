package dev.graft.training.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsLogTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("metrics.jsonl");
    }

    @Test
    void everyLineIsInTheFileAtOnce() throws IOException {
        try (MetricsLog log = MetricsLog.open(file, 0)) {
            log.write(1, "train", Map.of("loss", 2.5));
            assertEquals("{\"step\":1,\"split\":\"train\",\"loss\":2.5}\n", Files.readString(file));
        }
        assertEquals(List.of(new MetricsEntry(1, "train", Map.of("loss", 2.5))), MetricsLog.read(file));
    }

    /** Wherever a run is cut, within a line too, a resumed one leaves the bytes of one that was never cut. */
    @Test
    void aResumedLogEqualsAnUninterruptedOne() throws IOException {
        writeSteps(0, 12);
        byte[] whole = Files.readAllBytes(file);
        for (int size = 0; size <= whole.length; size += 7) {
            Files.write(file, Arrays.copyOf(whole, size));
            long written = MetricsLog.read(file).stream()
                    .mapToLong(MetricsEntry::step)
                    .max()
                    .orElse(0);
            // The last checkpoint was written some steps before, after all lines of its step.
            writeSteps(Math.max(0, written - 1) / 4 * 4, 12);
            assertEquals(
                    new String(whole, StandardCharsets.UTF_8), Files.readString(file), "cut after " + size + " bytes");
        }
    }

    /** Opening a pipe would wait for a reader for ever. */
    @Test
    void onlyARegularFileIsALog() throws Exception {
        assumeTrue(new ProcessBuilder("mkfifo", file.toString()).start().waitFor() == 0, "mkfifo");
        assertThrows(InvalidInputException.class, () -> MetricsLog.open(file, 0));
        assertThrows(ModelFileException.class, () -> MetricsLog.read(file));
    }

    @Test
    void aFreshRunForgetsWhatWasThere() throws IOException {
        writeSteps(0, 3);
        MetricsLog.open(file, 0).close();
        assertEquals("", Files.readString(file));
    }

    @Test
    void figuresThatAreNotFiniteComeBack() {
        try (MetricsLog log = MetricsLog.open(file, 0)) {
            log.write(3, "train", Map.of("loss", Double.NaN));
            log.write(4, "train", Map.of("loss", Double.NEGATIVE_INFINITY));
            log.write(5, "train", Map.of("note", "text"));
        }
        List<MetricsEntry> entries = MetricsLog.read(file);
        assertEquals(Map.of("loss", Double.NaN), entries.get(0).values());
        assertEquals(Map.of("loss", Double.NEGATIVE_INFINITY), entries.get(1).values());
        assertEquals(Map.of(), entries.get(2).values());
    }

    @Test
    void anotherFileIsNotCut() throws IOException {
        writeSteps(0, 2);
        Files.writeString(file, "not a log\n", StandardOpenOption.APPEND);
        byte[] before = Files.readAllBytes(file);
        ModelFileException refused = assertThrows(ModelFileException.class, () -> MetricsLog.open(file, 9));
        assertTrue(refused.getMessage().startsWith("[" + file + ":4] expected an object"), refused.getMessage());
        assertEquals(before.length, Files.size(file));
    }

    /** A line for each step, and one for validation after each even one. */
    private void writeSteps(long from, long to) {
        try (MetricsLog log = MetricsLog.open(file, from)) {
            for (long step = from + 1; step <= to; step++) {
                log.write(step, "train", Map.of("loss", 1e-6 * step + 0.1));
                if (step % 2 == 0) {
                    log.write(step, "validation", Map.of("loss", 2.0 / step));
                }
            }
        }
    }
}
