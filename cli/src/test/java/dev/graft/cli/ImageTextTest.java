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

/** BLIP-2's first stage from training to retrieval, in small. */
class ImageTextTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private Path world;
    private String model;

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Main.run(
                Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)), arguments);
    }

    @BeforeEach
    void train() throws IOException {
        world = folder.resolve("world");
        new WorldOptions(24, 6, 0, 64, 3).write(world);
        model = folder.resolve("model").toString();
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
                "--set=adapter.kind=qformer",
                "--set=adapter.queries=2",
                "--set=adapter.layers=2",
                "--set=adapter.width=16",
                "--set=adapter.heads=2",
                "--set=adapter.feed_forward=16",
                "--set=objective.kind=blip2_stage1",
                "--set=objective.contrast_width=8",
                "--set=objective.clean_captions=true");
        assertEquals(Main.DONE, trained, err::toString);
        assertTrue(err.toString().contains(" eval " + model + " --data CAPTIONS --rerank 16"), err::toString);
    }

    @Test
    void isEvaluatedAndAnswersNothing() throws IOException {
        String captions = world.resolve("test/captions.jsonl").toString();
        Path json = folder.resolve("report.json");
        assertEquals(
                Main.DONE,
                run("eval", model, "--data=" + captions, "--rerank=3", "--limit=5", "--json=" + json),
                err::toString);
        assertTrue(err.toString().contains("5 images, 10 captions"), err::toString);
        for (String metric :
                new String[] {"text_recall@1", "reranked_image_recall@10", "matching_accuracy", "chance_image_recall@5"
                }) {
            assertTrue(out.toString().contains(metric), out::toString);
            assertTrue(Files.readString(json).contains('"' + metric + '"'), metric);
        }

        assertEquals(Main.DONE, run("inspect", model), err::toString);
        assertTrue(out.toString().contains("compares images with texts"), out::toString);
        assertTrue(out.toString().contains("tokenizer") && !out.toString().contains("problem"), out::toString);
        for (String option : new String[] {"--shots=2", "--text-only", "--max-tokens=3", "--prompt=frozen"}) {
            assertEquals(Main.USAGE, run("eval", model, "--data=" + captions, option));
            assertTrue(err.toString().contains(" is for a model that answers questions"), err::toString);
        }
        assertEquals(Main.USAGE, run("eval", model, "--data=" + captions, "--candidates=" + captions));
        assertTrue(err.toString().contains("--candidates is for --metric zero-shot"), err::toString);

        String image = world.resolve("test/images/000000.png").toString();
        assertEquals(Main.BAD_FILE, run("ask", model, image, "what color is it?"), err::toString);
        assertTrue(err.toString().contains("graft eval " + model + " --data CAPTIONS"), err::toString);
        assertTrue(err.toString().contains("--set init=" + model), err::toString);
    }

    @Test
    void classifiesByNames() throws IOException {
        Path data = world.resolve("test/names.jsonl");
        Files.writeString(data, """
                {"image": "images/000000.png", "caption": "Red"}
                {"image": "images/000001.png", "caption": "green"}
                """);
        Path names = folder.resolve("names.txt");
        Files.writeString(names, "red\ngreen\n");
        String[] arguments = {
            "eval", model, "--data=" + data, "--metric=zero-shot", "--candidates=" + names, "--template=a {} shape"
        };
        assertEquals(Main.DONE, run(arguments), err::toString);
        assertTrue(out.toString().contains("accuracy@1"), out::toString);

        Files.writeString(names, "red\nblue\n");
        assertEquals(Main.USAGE, run(arguments));
        assertTrue(
                err.toString().contains("is of the class 'green', which is none of the 2 candidates"), err::toString);
        assertEquals(Main.USAGE, run("eval", model, "--data=" + data, "--metric=zero-shot"));
        assertTrue(err.toString().contains("--candidates FILE"), err::toString);
        assertEquals(Main.USAGE, run("eval", model, "--data=" + data, "--metric=retreival"));
        assertTrue(err.toString().contains("did you mean 'retrieval'?"), err::toString);
    }
}
