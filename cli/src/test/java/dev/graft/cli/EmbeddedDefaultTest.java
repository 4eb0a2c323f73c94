package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.files.FileHash;
import dev.graft.world.EmbeddedBackbone;
import dev.graft.world.files.WorldOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything one can do on what Graft carries, in small. */
class EmbeddedDefaultTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int run(String... arguments) {
        return Main.run(
                Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)), arguments);
    }

    @Test
    void trainingAskingMeasuringAndExportingLeaveTheBackbonesAsTheyWere() throws IOException {
        Path cache = folder.resolve("cache");
        Path world = folder.resolve("world");
        new WorldOptions(40, 10, 0, 64, 3).write(world);
        Map<Path, String> before = new TreeMap<>();
        for (EmbeddedBackbone backbone : EmbeddedBackbone.values()) {
            before.putAll(hashes(backbone.unpack(cache)));
        }
        assertTrue(before.size() >= 6, before::toString);

        String model = folder.resolve("model").toString();
        String questions = world.resolve("test/questions.jsonl").toString();
        String combinations = world.resolve("combinations/questions.jsonl").toString();
        String image = world.resolve("test/images/000000.png").toString();
        int trained = run(
                "train",
                "--preset=shapes",
                "--data=" + world.resolve("train/questions.jsonl"),
                "--output=" + model,
                "--steps=4",
                "--batch=8",
                "--set=cache=" + cache,
                "--set=data.test=" + questions + "," + combinations,
                "--set=final_evaluation=30");
        assertEquals(Main.DONE, trained, err::toString);
        assertTrue(err.toString().contains(questions) && err.toString().contains(combinations), err::toString);
        assertTrue(err.toString().matches("(?s).*\\n {2}\\S+ ask \\S+ \\S+\\.png \".*\\?\"\\n.*"), err::toString);
        assertTrue(Files.exists(Path.of(model, "examples.png")));
        assertTrue(Files.exists(Path.of(model, "evaluation-2.json")));
        assertEquals(Main.DONE, run("ask", model, image, "what color is it?"), err::toString);
        assertEquals(Main.DONE, run("eval", model, "--data", questions, "--limit=20"), err::toString);
        String exported = folder.resolve("weights.safetensors").toString();
        assertEquals(Main.DONE, run("export", model, "--names=llava", "--output", exported), err::toString);

        healsWhatIsHalfDeleted(cache, model, image, questions);
        Map<Path, String> after = new TreeMap<>();
        for (EmbeddedBackbone backbone : EmbeddedBackbone.values()) {
            after.putAll(hashes(backbone.unpack(cache)));
        }
        assertEquals(before, after);
    }

    /** Of the backbones in the cache that the model's folder names. */
    private void healsWhatIsHalfDeleted(Path cache, String model, String image, String questions) throws IOException {
        Path vision = EmbeddedBackbone.SHAPES_VISION.unpack(cache);
        Path language = EmbeddedBackbone.SHAPES_LANGUAGE.unpack(cache);
        Files.delete(vision.resolve("onnx/model.onnx"));
        Files.delete(language.resolve("config.json"));
        assertEquals(Main.DONE, run("ask", model, image, "what color is it?"), err::toString);
        Files.delete(vision.resolve("preprocessor_config.json"));
        Files.delete(language.resolve("onnx/model.onnx"));
        assertEquals(Main.DONE, run("eval", model, "--data", questions, "--limit=2"), err::toString);
        Files.delete(vision.resolve("config.json"));
        Files.write(language.resolve("onnx/model.onnx"), new byte[] {1});
        out.getBuffer().setLength(0);
        assertEquals(Main.DONE, run("inspect", model), err::toString);
        assertEquals(2, out.toString().split("unchanged", -1).length - 1, out::toString);
    }

    @Test
    void askingWithoutAModelSaysHowToGetOne() {
        assertEquals(Main.USAGE, run("ask"));
        assertTrue(err.toString().contains("'graft train' makes one"), err::toString);
    }

    private static Map<Path, String> hashes(Path folder) throws IOException {
        Map<Path, String> hashes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(Files::isRegularFile).forEach(file -> hashes.put(file, FileHash.sha256(file)));
        }
        return hashes;
    }
}
