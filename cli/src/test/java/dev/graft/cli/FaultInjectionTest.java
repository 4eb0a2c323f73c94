package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.graft.tensors.files.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that cannot write: what was saved before stays, nothing half written does, and a word tells where and why. */
@DisabledOnOs(OS.WINDOWS)
class FaultInjectionTest {
    /** Files may have 1024 bytes, then writing fails, as on a full disk. */
    private static final String FULL = "ulimit -f 1; exec \"$@\"";

    private static final String TRAIN =
            "train --vision=IN/vision --language=IN/language --data=IN/data --output=OUT/run"
                    + " --steps=4000 --batch=4 --set=cache=IN/cache --set=checkpoint_every=2 --set=validate_every=1000"
                    + " --set=prompt.template={image}{question} --set=final_evaluation=0";

    @TempDir
    private static Path shared;

    @TempDir
    private Path out;

    @BeforeAll
    static void prepare() throws IOException {
        Path in = shared.resolve("in");
        ReadyFolder.write(in);
        for (String line : List.of(
                "export IN/model --names=llava --output=IN/w.safetensors", "eval IN/model --data=IN/data --limit=1")) {
            // The second unpacks the native libraries, which takes room of its own.
            Child.Ended ended =
                    Child.start(shared.resolve("cache"), words(line, in)).end();
            assertEquals(Main.DONE, ended.code(), ended::toString);
        }
    }

    private static String[] words(String line, Path out) {
        return line.replace("IN", shared.resolve("in").toString())
                .replace("OUT", out.toString())
                .split(" ");
    }

    private Child.Ended run(String script, String line) throws IOException {
        return Child.startIn(shared.resolve("cache"), script, words(line, out)).end();
    }

    private List<Path> temporaries() throws IOException {
        try (Stream<Path> found = Files.walk(out)) {
            return found.filter(AtomicFiles::isTemporary).toList();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "OUT/w.safetensors, export IN/model --names=llava --output=OUT/w.safetensors",
        "OUT/model, import IN/w.safetensors --vision=IN/vision --language=IN/language --output=OUT/model",
        "OUT/report.json, eval IN/model --data=IN/data --limit=2 --json=OUT/report.json",
        "OUT/world, data shapes --out=OUT/world --images=20 --test-images=3",
    })
    void whatDoesNotFitIsSaidAndLeavesNothing(String place, String line) throws IOException {
        Child.Ended ended = run(FULL, line);
        assertEquals(Main.FAILED, ended.code(), ended::toString);
        String where = "graft: [" + place.replace("OUT", out.toString()) + "] cannot be written: ";
        assertTrue(ended.err().contains(where), ended::toString);
        assertTrue(ended.err().contains("make room there"), ended::toString);
        assertFalse(ended.err().contains(".tmp"), ended::toString);
        assertEquals(List.of(), temporaries());
        assertFalse(Files.exists(Path.of(place.replace("OUT", out.toString()))));
    }

    @Test
    void aCheckpointOutlivesAFullDiskAndAFolderThatCannotBeWritten() throws Exception {
        Path last = out.resolve("run/checkpoints/last.safetensors");
        Child child = Child.start(shared.resolve("cache"), words(TRAIN, out));
        while (!Files.exists(last)) {
            assertTrue(child.runsAfter(1_000_000), () -> child.end().toString());
        }
        child.kill(false);
        Child.Ended stopped = child.end();
        assertEquals(Main.INTERRUPTED, stopped.code(), stopped::toString);
        byte[] saved = bytes(last);
        String resume = TRAIN + " --resume";

        Child.Ended full = run(FULL, resume);
        assertEquals(Main.FAILED, full.code(), full::toString);
        assertTrue(full.err().contains("[" + out.resolve("run")), full::toString);
        assertTrue(full.err().contains("make room there"), full::toString);
        assertArrayEquals(saved, bytes(last));
        assertEquals(List.of(), temporaries());

        Child again = Child.start(shared.resolve("cache"), words(resume, out));
        while (Arrays.equals(saved, bytes(last))) {
            assertTrue(again.runsAfter(1_000_000), () -> again.end().toString());
        }
        again.kill(false);
        Child.Ended resumed = again.end();
        assertEquals(Main.INTERRUPTED, resumed.code(), resumed::toString);
    }

    /** The last checkpoint goes with its folder, and where that is put back the run goes on. */
    @ParameterizedTest
    @ValueSource(strings = {"run", "run/checkpoints"})
    void aFolderThatIsTakenAwayFromARunIsNamedAndCanBePutBack(String taken) throws Exception {
        Path last = out.resolve("run/checkpoints/last.safetensors");
        Child child = Child.start(shared.resolve("cache"), words(TRAIN, out));
        while (!Files.exists(last)) {
            assertTrue(child.runsAfter(1_000_000), () -> child.end().toString());
        }
        Path elsewhere = out.resolve("elsewhere");
        Files.move(out.resolve(taken), elsewhere);
        Child.Ended ended = child.end();
        assertEquals(Main.FAILED, ended.code(), ended::toString);
        assertTrue(ended.err().contains("graft: [" + out.resolve("run")), ended::toString);
        assertTrue(ended.err().contains("removed or moved"), ended::toString);
        assertFalse(ended.err().contains(".tmp"), ended::toString);

        assertFalse(Files.exists(out.resolve(taken)), "the folder was made anew");
        Files.move(elsewhere, out.resolve(taken));
        byte[] saved = bytes(last);
        Child again = Child.start(shared.resolve("cache"), words(TRAIN + " --resume", out));
        while (Arrays.equals(saved, bytes(last))) {
            assertTrue(again.runsAfter(1_000_000), () -> again.end().toString());
        }
        again.kill(false);
        assertEquals(Main.INTERRUPTED, again.end().code());
        assertEquals(List.of(), temporaries());
    }

    @Test
    void aFolderThatIsTakenAwayWhileAnotherIsWrittenInItIsNamed() throws Exception {
        Path parent = Files.createDirectory(out.resolve("parent"));
        String line = "data shapes --out=OUT/parent/world --images=2000 --test-images=3";
        Child child = Child.start(shared.resolve("cache"), words(line, out));
        while (!temporaries().stream().anyMatch(folder -> Files.exists(folder.resolve("train/images/000100.png")))) {
            assertTrue(child.runsAfter(1_000_000), () -> child.end().toString());
        }
        Files.move(parent, out.resolve("elsewhere"));
        Child.Ended ended = child.end();
        assertEquals(Main.FAILED, ended.code(), ended::toString);
        assertTrue(ended.err().contains("graft: [" + parent.resolve("world") + "] cannot be written"), ended::toString);
        assertTrue(ended.err().contains(parent + " was removed or moved"), ended::toString);
        assertFalse(ended.err().contains(".tmp"), ended::toString);
        assertFalse(Files.exists(parent), "the folder was made anew");
    }

    @ParameterizedTest
    @CsvSource({
        "ask IN/model IN/image.png what",
        "eval IN/model --data=IN/data --limit=1",
        "inspect builtin:shapes-vision",
        "export IN/model --names=llava --output=OUT/w.safetensors",
    })
    void withoutAHomeAndACacheThatCanBeWrittenCommandsWorkElsewhere(String line) throws IOException {
        Path closed = Files.createDirectory(out.resolve("closed"));
        assertTrue(closed.toFile().setWritable(false));
        for (String place : List.of(
                "GRAFT_CACHE='" + closed + "/cache'",
                "JAVA_TOOL_OPTIONS='-Duser.home=" + closed + "' HOME='" + closed + "'")) {
            String unset = place.startsWith("GRAFT_CACHE") ? "" : "unset GRAFT_CACHE XDG_CACHE_HOME; ";
            Child.Ended ended = run(unset + "export " + place + "; " + asNobodySpecial(), line);
            assertEquals(Main.DONE, ended.code(), ended::toString);
            assertEquals(0, closed.toFile().list().length);
        }
        assertTrue(closed.toFile().setWritable(true));
    }

    @ParameterizedTest
    @CsvSource({
        "ask IN/model IN/image.png \"what\"",
        "eval IN/model --data=IN/data --limit=1",
        "data stats IN/data",
        "export IN/model --names=llava --output=OUT/w.safetensors",
    })
    void anOutputThatGoesNowhereIsSaid(String line) throws IOException {
        assumeTrue(Files.exists(Path.of("/dev/full")), "there is no /dev/full here");
        Child.Ended full = run("exec \"$@\" > /dev/full", line);
        assertEquals(Main.FAILED, full.code(), full::toString);
        assertTrue(full.err().contains("graft: the output cannot be written to its end"), full::toString);
        // Who closes a pipe has seen enough.
        Child.Ended closed = run("\"$@\" | true; exit ${PIPESTATUS[0]}", line);
        assertEquals(Main.DONE, closed.code(), closed::toString);
        assertFalse(closed.err().contains("graft: "), closed::toString);
    }

    @Test
    void aFolderThatOnlyOthersMayWriteIsNamed() throws IOException {
        Path closed = Files.createDirectory(out.resolve("closed"));
        assertTrue(closed.toFile().setWritable(false));
        Child.Ended ended = run(asNobodySpecial(), "export IN/model --names=llava --output=OUT/closed/w.safetensors");
        assertEquals(Main.FAILED, ended.code(), ended::toString);
        assertTrue(ended.err().contains("graft: [" + closed), ended::toString);
        assertTrue(closed.toFile().setWritable(true));
    }

    /** Those of a checkpoint, which for a moment has another name while the next is saved. */
    private static byte[] bytes(Path checkpoint) throws IOException {
        while (true) {
            try {
                return Files.readAllBytes(checkpoint);
            } catch (NoSuchFileException e) {
                assertTrue(Files.exists(checkpoint.resolveSibling("previous.safetensors")), checkpoint::toString);
            }
        }
    }

    /** The script that runs a command without root's right to write everywhere. */
    private static String asNobodySpecial() {
        boolean root = "root".equals(System.getProperty("user.name"));
        assumeTrue(!root || Files.isExecutable(Path.of("/usr/bin/setpriv")), "root may write everywhere");
        return root ? "exec setpriv --bounding-set=-all --inh-caps=-all \"$@\"" : "exec \"$@\"";
    }
}
