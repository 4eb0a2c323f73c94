package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.Safetensors;
import dev.graft.testsupport.Checkout;
import dev.graft.testsupport.Closeness;
import dev.graft.testsupport.FormulaImages;
import dev.graft.testsupport.GoldenFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a CLIP as it is published, without anything of Graft's in its folder. */
class TwoTowersTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path clip = Checkout.tiny("two-towers/clip");
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private List<String> texts;

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        FormulaImages.write(folder.resolve("images"), 3);
        texts = new ArrayList<>();
        JSON.readTree(Checkout.tiny("two-towers/texts.json").toFile()).forEach(text -> texts.add(text.asText()));
        Files.write(folder.resolve("texts.txt"), texts);
    }

    private int run(String... arguments) {
        return Main.run(
                Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)), arguments);
    }

    private int embed(String output) {
        return run(
                "embed",
                clip.toString(),
                "--images",
                folder.resolve("images").toString(),
                "--texts",
                folder.resolve("texts.txt").toString(),
                "--output",
                folder.resolve(output).toString());
    }

    @Test
    void vectorsAreWrittenAsTensors() {
        assertEquals(Main.DONE, embed("vectors.safetensors"), err::toString);
        GoldenFile golden = GoldenFile.read(clip.resolve("golden.safetensors"));
        Map<String, Tensor> found = Safetensors.read(folder.resolve("vectors.safetensors"));
        assertEquals(2, found.size());
        found.forEach(
                (name, tensor) -> Closeness.ofLargest(1e-5).check(golden.get(name), tensor.shape(), tensor.floats()));
        Map<String, String> metadata =
                Safetensors.open(folder.resolve("vectors.safetensors")).metadata();
        assertEquals(Math.exp(2.9), Double.parseDouble(metadata.get("logit_scale")), 1e-5);
        assertTrue(metadata.get("images").contains("2.png"));
        assertTrue(metadata.get("texts").contains("blue"));
    }

    @Test
    void vectorsAreWrittenAsLines() throws IOException {
        assertEquals(Main.DONE, embed("vectors.jsonl"), err::toString);
        GoldenFile golden = GoldenFile.read(clip.resolve("golden.safetensors"));
        List<String> lines = Files.readAllLines(folder.resolve("vectors.jsonl"));
        assertEquals(7, lines.size());
        for (int i = 0; i < 7; i++) {
            JsonNode line = JSON.readTree(lines.get(i));
            String kind = i < 3 ? "image" : "text";
            int row = i < 3 ? i : i - 3;
            assertTrue(
                    i < 3
                            ? line.get(kind).asText().endsWith(i + ".png")
                            : line.get(kind).asText().equals(texts.get(row)));
            assertEquals(10, line.get("embedding").size());
            for (int k = 0; k < 10; k++) {
                assertEquals(
                        golden.get(kind + "_embeds").get(10 * row + k),
                        line.get("embedding").get(k).asDouble(),
                        1e-6);
            }
        }
    }

    @Test
    void itIsEvaluatedWithoutAnAdapter() throws IOException {
        StringBuilder captions = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            captions.append(JSON.writeValueAsString(Map.of("image", "images/" + i + ".png", "caption", texts.get(i))))
                    .append('\n');
        }
        Path data = Files.writeString(folder.resolve("captions.jsonl"), captions);
        assertEquals(Main.DONE, run("eval", clip.toString(), "--data", data.toString(), "--json", "-"), err::toString);
        assertEquals(
                1.0 / 3 * first(true),
                JSON.readTree(out.toString())
                        .at("/metrics/text_recall@1/images/overall/value")
                        .asDouble(),
                1e-9,
                out::toString);
        Path classes = Files.write(folder.resolve("classes.txt"), texts.subList(0, 3));
        out.getBuffer().setLength(0);
        assertEquals(
                Main.DONE,
                run(
                        "eval",
                        clip.toString(),
                        "--data",
                        data.toString(),
                        "--metric",
                        "zero-shot",
                        "--candidates",
                        classes.toString(),
                        "--json",
                        "-"),
                err::toString);
        assertEquals(
                1.0 / 3 * first(true),
                JSON.readTree(out.toString())
                        .at("/metrics/accuracy@1/images/overall/value")
                        .asDouble(),
                1e-9,
                out::toString);
    }

    /** For how many of the images transformers' logit of its own text is the highest of the first three. */
    private int first(boolean ofImages) {
        GoldenFile golden = GoldenFile.read(clip.resolve("golden.safetensors"));
        int right = 0;
        for (int i = 0; i < 3; i++) {
            int best = 0;
            for (int j = 1; j < 3; j++) {
                int at = ofImages ? 4 * i + j : 4 * j + i;
                int before = ofImages ? 4 * i + best : 4 * best + i;
                best = golden.get("logits_per_image").get(at)
                                > golden.get("logits_per_image").get(before)
                        ? j
                        : best;
            }
            right += best == i ? 1 : 0;
        }
        return right;
    }

    @Test
    void whatCannotBeIsRefused() throws IOException {
        assertEquals(Main.USAGE, embed("vectors.npy"));
        assertTrue(err.toString().contains("ends in .safetensors or .jsonl"), err::toString);
        Files.createDirectory(folder.resolve("empty"));
        assertEquals(
                Main.BAD_FILE,
                run(
                        "embed",
                        clip.toString(),
                        "--images",
                        folder.resolve("empty").toString(),
                        "--output",
                        folder.resolve("v.jsonl").toString()));
        assertTrue(err.toString().contains("holds no picture"), err::toString);
        Files.writeString(folder.resolve("texts.txt"), "one\n\nthree\n");
        assertEquals(Main.BAD_FILE, embed("v.jsonl"));
        assertTrue(err.toString().contains("line 2: expected a text"), err::toString);
        assertFalse(Files.exists(folder.resolve("v.jsonl")));
        assertEquals(
                Main.BAD_FILE,
                run("ask", clip.toString(), folder.resolve("images/0.png").toString(), "what?"));
        assertTrue(err.toString().contains("graft eval " + clip), err::toString);
    }
}
