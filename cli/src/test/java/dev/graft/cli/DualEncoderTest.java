package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.world.files.WorldOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Adapters between two frozen towers from training to retrieval, in small. */
class DualEncoderTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private Path world;
    private String captions;
    private String model;

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Main.run(
                Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)), arguments);
    }

    @BeforeEach
    void write() {
        world = folder.resolve("world");
        new WorldOptions(24, 6, 0, 64, 3).write(world);
        captions = world.resolve("test/captions.jsonl").toString();
        model = folder.resolve("model").toString();
    }

    private void train(String objective) {
        int trained = run(
                "train",
                "--vision=builtin:shapes-vision",
                "--language=builtin:shapes-language",
                "--data=" + world.resolve("train/captions.jsonl"),
                "--output=" + model,
                "--steps=2",
                "--batch=4",
                "--set=features=last,patches",
                "--set=cache=" + folder.resolve("cache"),
                "--set=adapter.kind=linear",
                "--set=objective.kind=" + objective,
                "--set=objective.contrast_width=16");
        assertEquals(Main.DONE, trained, err::toString);
        assertTrue(err.toString().contains(" eval " + model + " --data CAPTIONS\n"), err::toString);
    }

    @Test
    void clipIsEvaluatedAndAnswersNothing() throws IOException {
        train("clip");
        assertEquals(Main.DONE, run("eval", model, "--data=" + captions, "--limit=5"), err::toString);
        assertTrue(err.toString().contains("5 images, 10 captions"), err::toString);
        assertTrue(out.toString().contains("text_recall@1"), out::toString);
        assertTrue(!out.toString().contains("reranked"), out::toString);

        assertEquals(Main.USAGE, run("eval", model, "--data=" + captions, "--rerank=2"));
        assertTrue(err.toString().contains("only compares them, so leave the option out"), err::toString);

        Path data = Files.writeString(world.resolve("test/names.jsonl"), """
                {"image": "images/000000.png", "caption": "red"}
                {"image": "images/000001.png", "caption": "green"}
                """);
        Path names = Files.writeString(folder.resolve("names.txt"), "red\ngreen\n");
        String[] classes = {"eval", model, "--data=" + data, "--metric=zero-shot", "--candidates=" + names};
        assertEquals(Main.DONE, run(classes), err::toString);
        assertTrue(out.toString().contains("accuracy@1"), out::toString);

        assertEquals(Main.DONE, run("inspect", model), err::toString);
        assertTrue(out.toString().contains("compares images with texts"), out::toString);
        assertTrue(out.toString().contains("text encoder") && !out.toString().contains("problem"), out::toString);
        for (String option : new String[] {"--shots=2", "--text-only", "--max-tokens=3", "--prompt=frozen"}) {
            assertEquals(Main.USAGE, run("eval", model, "--data=" + captions, option));
            assertTrue(err.toString().contains(" is for a model that answers questions"), err::toString);
        }
        assertEquals(Main.USAGE, run("eval", model, "--data=" + captions, "--candidates=" + captions));
        assertTrue(err.toString().contains("--candidates is for --metric zero-shot"), err::toString);

        String image = world.resolve("test/images/000000.png").toString();
        assertEquals(Main.BAD_FILE, run("ask", model, image, "what color is it?"), err::toString);
        assertTrue(err.toString().contains("graft eval " + model + " --data CAPTIONS"), err::toString);
    }

    /** Its images have no vectors of their own. */
    @Test
    void llipIsForRetrievalAlone() throws IOException {
        train("llip");
        assertEquals(Main.DONE, run("eval", model, "--data=" + captions), err::toString);
        assertTrue(out.toString().contains("image_recall@1"), out::toString);
        Path names = Files.writeString(folder.resolve("names.txt"), "red\ngreen\n");
        assertEquals(
                Main.USAGE, run("eval", model, "--data=" + captions, "--metric=zero-shot", "--candidates=" + names));
        assertTrue(err.toString().contains("measure its retrieval"), err::toString);
    }

    @Test
    void aTextEncoderThatIsNotThereIsNamed() {
        int code = run(
                "train",
                "--vision=builtin:shapes-vision",
                "--language=builtin:shapes-language",
                "--data=" + world.resolve("train/captions.jsonl"),
                "--output=" + model,
                "--set=cache=" + folder.resolve("cache"),
                "--set=objective.kind=siglip",
                "--set=objective.text=" + folder.resolve("nowhere"));
        assertEquals(Main.BAD_FILE, code, err::toString);
        assertTrue(err.toString().contains("objective.text") && err.toString().contains("nowhere"), err::toString);
        assertTrue(!Files.exists(Path.of(model)));
    }
}
