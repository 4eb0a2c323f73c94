package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.files.AtomicFiles;
import dev.graft.tensors.files.FileTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Kills commands at random moments, some at once and some by telling them to end. Repeated, they end with the same bytes as
 * one that was left alone, and nothing half written stays. {@code -Dgraft.test.kills=40} kills each command so often;
 * {@code -Dgraft.test.seed} repeats the moments, as far as the machine is as fast.
 */
class CommandKillTest {
    private static final int KILLS = Integer.getInteger("graft.test.kills", 1);
    private static final long SEED = Long.getLong("graft.test.seed", System.nanoTime() & 0xFFFF);

    /** Tells when it was written, by design, as the model card tells how long it took. */
    private static final String RECORD = "provenance.json";

    private static final Pattern DURATION = Pattern.compile("(steps of \\d+ samples) in [^,]+,");

    /** By the signal, after saving, or because there was nothing left to do; not because it crashed. */
    private static final Set<Integer> ENDED = Set.of(128 + 15, Main.INTERRUPTED, Main.DONE);

    /** What is run; {@code IN} stands for what was made before, {@code OUT} for the folder that is written to. */
    enum Killed {
        TRAIN("train --vision=IN/vision --language=IN/language --data=IN/data --output=OUT/run --steps=20 --batch=4"
                + " --set=cache=OUT/cache --set=validate_every=6 --set=checkpoint_every=2"
                + " --set=prompt.template={image}{question}"),
        IMPORT("import IN/weights.safetensors --vision=IN/vision --language=IN/language --output=OUT/model"),
        EXPORT("export IN/model --names=llava --output=OUT/weights.safetensors"),
        EVAL("eval IN/model --data=IN/data --limit=6 --json=OUT/report.json"),
        SHAPES("data shapes --out=OUT/world --images=80 --test-images=20"),
        CONVERT("data convert IN/data --to=llava --output=OUT/converted"),
        ASK("ask IN/model IN/image.png what"),
        BATCH("ask IN/model --batch=IN/many.jsonl --output=OUT/answers.jsonl"),
        BENCHMARK("benchmark builtin:shapes-language --steps=2"),
        UNPACK("inspect builtin:shapes-vision");

        private final String line;

        Killed(String line) {
            this.line = line;
        }

        /** As a user types it again: with --resume if there is a run to go on with. */
        String[] arguments(Path in, Path out) {
            boolean begun = this == TRAIN && Files.exists(out.resolve("run/run.json"));
            String filled = line.replace("IN", in.toString()).replace("OUT", out.toString());
            return (begun ? filled + " --resume" : filled).split(" ");
        }

        /** What these unpack is what is compared; the others need not unpack it each time. */
        Path cache(Path out) {
            return (this == UNPACK || this == ASK ? out : folder).resolve("cache");
        }

        /** What was written already may not be written over, and then is refused. */
        boolean isDone(int code) {
            return code == Main.DONE || Set.of(IMPORT, SHAPES, CONVERT, BATCH).contains(this) && code == Main.USAGE;
        }
    }

    @TempDir
    private static Path folder;

    @BeforeAll
    static void prepare() throws IOException {
        System.out.println("killing with -Dgraft.test.seed=" + SEED);
        Path in = folder.resolve("in");
        ReadyFolder.write(in);
        Files.writeString(
                in.resolve("many.jsonl"),
                "{\"image\": \"data/0.png\", \"question\": \"what color is it ?\"}\n".repeat(500));
        StringWriter said = new StringWriter();
        String[] export = {
            "export", in.resolve("model").toString(), "--names=llava", "--output=" + in.resolve("weights.safetensors")
        };
        assertEquals(
                Main.DONE,
                Main.run(Main.commandLine().setOut(new PrintWriter(said)).setErr(new PrintWriter(said, true)), export),
                said::toString);
    }

    @ParameterizedTest
    @EnumSource
    void repeatedItEndsAsOneThatWasLeftAlone(Killed killed) throws Exception {
        Path whole = Files.createDirectories(folder.resolve(killed + "/whole"));
        long start = System.nanoTime();
        Child.Ended alone = run(killed, whole);
        long duration = System.nanoTime() - start;
        assertEquals(Main.DONE, alone.code(), alone::toString);
        Random random = new Random(SEED + killed.name().hashCode());
        int hit = 0;
        Path out = Files.createDirectories(folder.resolve(killed + "/killed"));
        for (int i = 0; i < KILLS; i++) {
            long moment = (long) (random.nextDouble() * duration);
            hit += kill(killed, out, moment, random.nextBoolean(), random.nextBoolean()) ? 1 : 0;
            if (i == KILLS - 1 || random.nextBoolean()) { // else what was left is killed again
                Child.Ended repeated = run(killed, out);
                assertTrue(killed.isDone(repeated.code()), repeated::toString);
                assertSame(whole, out);
                FileTree.delete(out);
                Files.createDirectories(out);
            }
        }
        System.out.println(killed + ": " + hit + " of " + KILLS + " killed within " + duration / 1_000_000 + " ms");
    }

    private static Child.Ended run(Killed killed, Path out) throws IOException {
        return Child.start(killed.cache(out), killed.arguments(folder.resolve("in"), out))
                .end();
    }

    /**
     * Kills it after so many nanoseconds, or when it next writes something. Returns whether it was still running.
     */
    private static boolean kill(Killed killed, Path out, long after, boolean writing, boolean forcibly)
            throws Exception {
        Set<Path> before = Set.copyOf(temporaries(out.getParent())); // of one that was killed forcibly
        Child child = Child.start(killed.cache(out), killed.arguments(folder.resolve("in"), out));
        boolean runs = child.runsAfter(after);
        while (runs && writing && temporaries(out).isEmpty()) {
            runs = child.runsAfter(200_000);
        }
        child.kill(forcibly);
        Child.Ended ended = child.end();
        if (runs && !forcibly) {
            List<Path> left = new ArrayList<>(temporaries(out.getParent()));
            left.removeAll(before);
            assertEquals(List.of(), left, () -> "told to end: " + ended);
            assertTrue(ENDED.contains(ended.code()), () -> "told to end: " + ended);
        }
        return runs;
    }

    private static void assertSame(Path whole, Path out) throws IOException {
        Map<Path, String> expected = files(whole);
        Map<Path, String> found = files(out);
        assertEquals(new TreeSet<>(expected.keySet()), new TreeSet<>(found.keySet()));
        List<Path> different = expected.keySet().stream()
                .filter(file -> !file.endsWith(RECORD)
                        && !expected.get(file)
                                .replace(whole.toString(), out.toString())
                                .equals(found.get(file)))
                .toList();
        assertEquals(List.of(), different);
        assertEquals(List.of(), temporaries(out.getParent()));
    }

    /** The bytes as letters, as settings name the folder that they are in. */
    private static Map<Path, String> files(Path root) throws IOException {
        Map<Path, String> files = new TreeMap<>();
        try (Stream<Path> found = Files.walk(root)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                files.put(
                        root.relativize(file),
                        file.endsWith("README.md") ? DURATION.matcher(content).replaceAll("$1,") : content);
            }
        }
        return files;
    }

    private static List<Path> temporaries(Path root) throws IOException {
        try (Stream<Path> found = Files.walk(root)) {
            return found.filter(AtomicFiles::isTemporary).toList();
        } catch (UncheckedIOException e) {
            return List.of(); // it changed meanwhile
        }
    }
}
