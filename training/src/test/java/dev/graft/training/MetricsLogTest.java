package dev.graft.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsLogTest {
    @TempDir
    private Path folder;

    @Test
    void aResumedRunForgetsWhatCameAfterItsCheckpoint() throws IOException {
        Path file = folder.resolve("metrics.jsonl");
        try (MetricsLog log = MetricsLog.open(file, 0)) {
            log.write(1, "train", Map.of("loss", 0.1 + 0.2));
            log.write(2, "train", Map.of("loss", 1e-9));
            log.write(2, "validation", Map.of("loss", 2.5));
            log.write(3, "train", Map.of("loss", 0.5));
        }
        Files.writeString(file, "{\"step\":4,\"spl", StandardOpenOption.APPEND);
        List<String> before = Files.readAllLines(file);
        try (MetricsLog log = MetricsLog.open(file, 2)) {
            log.write(3, "train", Map.of("loss", 0.5));
        }
        assertEquals(before.subList(0, 4), Files.readAllLines(file));
    }
}
