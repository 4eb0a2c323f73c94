package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.cache.Cache;
import dev.graft.tensors.cache.CacheEntry;
import dev.graft.tensors.files.AtomicFiles;
import dev.graft.tensors.files.Checksums;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that want the same of an empty cache at the same time. */
class SharedCacheTest {
    private static final int AT_ONCE = 3;

    @TempDir
    private Path folder;

    private List<Child.Ended> atOnce(List<String[]> commands) throws IOException {
        List<Child> children = new ArrayList<>();
        for (String[] command : commands) {
            children.add(Child.start(folder.resolve("cache"), command));
        }
        return children.stream().map(Child::end).toList();
    }

    /** No two entries of what they all want, nothing half written. */
    private List<CacheEntry> entries() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("cache"))) {
            assertEquals(List.of(), files.filter(AtomicFiles::isTemporary).toList());
        }
        return new Cache(folder.resolve("cache")).entries();
    }

    @Test
    void allGetTheSameWorldWhole() throws IOException {
        String[] command = {"data", "stats", "small-world:train/questions.jsonl", "--json"};
        List<Child.Ended> ended = atOnce(Collections.nCopies(AT_ONCE, command));
        ended.forEach(each -> assertEquals(0, each.code(), each::toString));
        assertEquals(1, ended.stream().map(Child.Ended::out).distinct().count(), ended::toString);
        List<CacheEntry> entries = entries();
        assertEquals(1, entries.size(), entries::toString);
        assertEquals(List.of(), Checksums.damaged(entries.get(0).folder(), name -> true));
    }

    /** Backbones, world and features are all made on the way. */
    @Test
    void trainingsAtOnceComeToWhatOneComesTo() throws IOException {
        List<String[]> commands = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            commands.add(train("out" + i));
        }
        atOnce(commands).forEach(each -> assertEquals(0, each.code(), each::toString));
        List<String> names =
                entries().stream().map(CacheEntry::toString).sorted().toList();
        assertEquals(names.size(), names.stream().distinct().count(), names::toString);

        Child.Ended after = Child.start(folder.resolve("cache"), train("after")).end();
        assertEquals(0, after.code(), after::toString);
        assertTrue(!after.err().contains("made anew") && !after.err().contains("are made in"), after::toString);
        assertEquals(
                names, entries().stream().map(CacheEntry::toString).sorted().toList());
        for (int i = 0; i < AT_ONCE; i++) {
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("after/model.safetensors")),
                    Files.readAllBytes(folder.resolve("out" + i).resolve("model.safetensors")));
        }
    }

    private String[] train(String output) {
        return new String[] {
            "train",
            "--vision=builtin:shapes-vision",
            "--language=builtin:shapes-language",
            "--data=small-world:train/questions.jsonl",
            "--output=" + folder.resolve(output),
            "--steps=2",
            "--batch=4",
            "--set=final_evaluation=0",
            "--set=validation_answers=0"
        };
    }
}
