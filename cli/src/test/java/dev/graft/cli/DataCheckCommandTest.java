package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCheckCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private StringWriter out;
    private StringWriter err;

    @Test
    void fiftyFaultsOfTenKindsAreFoundAmongManyRecords() throws IOException {
        Path data = folder.resolve("chat.jsonl");
        FaultyData.write(data, 20_000, 200);
        Path list = folder.resolve("faults.jsonl");
        int code = run(
                data.toString(),
                "--language",
                TinyTokenizer.write(folder.resolve("language")).toString(),
                "--visual-tokens",
                "4",
                "--list",
                list.toString(),
                "--json");
        assertEquals(Main.BAD_FILE, code, err::toString);
        JsonNode found = JSON.readTree(out.toString());
        assertFalse(found.path("clean").asBoolean());
        JsonNode faults = found.path("data").path("faults");
        assertEquals(50, faults.path("total").asInt());
        for (String kind : FaultyData.KINDS) {
            assertEquals(FaultyData.EACH, faults.path("counts").path(kind).asInt(), kind);
        }
        // The faulty records are the 200th of each 400, told in the order of the file kind by kind.
        List<Integer> lines = new ArrayList<>();
        for (JsonNode fault : faults.path("list")) {
            String place = fault.path("place").asText();
            assertTrue(place.startsWith(data + ":"), place);
            lines.add(Integer.parseInt(place.substring(place.lastIndexOf(':') + 1)));
        }
        List<Integer> expected =
                Stream.iterate(201, line -> line + 400).limit(50).toList();
        assertEquals(expected, lines.stream().sorted().toList());
        assertEquals(205, found.path("data").path("usable_images").asInt() + FaultyData.EACH);
        assertEquals(5, found.path("lengths").path("over").asInt());
        List<String> written = Files.readAllLines(list);
        assertEquals(
                50, written.stream().filter(line -> !line.contains("\"same-")).count());
    }

    @Test
    void cleanDataEndWellAndTheTextSaysWhatThereIs() throws IOException {
        image("a.png", 1);
        image("b.png", 2);
        Path data = write("data.jsonl", record("a.png", "what?", "red") + record("b.png", "what?", "blue"));
        assertEquals(Main.DONE, run(data.toString()), err::toString);
        assertEquals(data + ": 2 samples about 2 images, format records; no faults\n", out.toString());
    }

    @Test
    void imagesOfTheTestDataAreFoundByTheirContent() throws IOException {
        image("a.png", 1);
        image("b.png", 2);
        Files.copy(folder.resolve("a.png"), folder.resolve("same-file.png"));
        ImageIO.write(
                ImageIO.read(folder.resolve("b.png").toFile()),
                "bmp",
                folder.resolve("same.bmp").toFile());
        image("other.png", 3);
        Path data = write("data.jsonl", record("a.png", "what?", "red") + record("b.png", "what?", "blue"));
        Path test = write(
                "test.jsonl",
                record("same-file.png", "what?", "red")
                        + record("other.png", "what?", "red")
                        + record("same.bmp", "what?", "red"));
        assertEquals(Main.BAD_FILE, run(data.toString(), "--test", test.toString()), err::toString);
        assertEquals("""
                DATA: 2 samples about 2 images, format records; no faults

                TEST: 3 samples about 3 images, format records; 2 faults
                image of the test data among those trained on: 2 (take it out of one of them)
                  [TEST:1] image 'same-file.png' is 'a.png' of DATA
                  [TEST:3] image 'same.bmp' is 'b.png' of DATA
                """, out.toString().replace(data.toString(), "DATA").replace(test.toString(), "TEST"));
    }

    @Test
    void whatIsThereTwiceIsToldAndNoFault() throws IOException {
        image("a.png", 1);
        Files.copy(folder.resolve("a.png"), folder.resolve("copy.png"));
        Path data = write(
                "data.jsonl",
                "{\"id\": \"x\", \"image\": \"a.png\", \"question\": \"what?\", \"answer\": \"red\"}\n".repeat(2)
                        + record("copy.png", "what?", "red"));
        assertEquals(Main.DONE, run(data.toString()), err::toString);
        assertTrue(out.toString().replace(data.toString(), "DATA").endsWith("""

                there twice, which is no fault:
                sample that was there before: 1 (take one of them out, unless it is meant to count twice)
                  [DATA:2] image, question and answers are those of DATA:1
                identifier that was used before: 1 (give each record an id of its own, if you look records up by it)
                  [DATA:2] 'x' is also the id of DATA:1
                image that is there under another name: 1 (call it by one name, so that a split keeps it on one side)
                  [DATA] image 'copy.png' shows what 'a.png' shows
                """), out::toString);
    }

    @Test
    void aFileThatBreaksOffIsToldWithWhatStandsBeforeIt() throws IOException {
        image("a.png", 1);
        Path data = write("data.json", "[" + record("a.png", "what?", "red").strip() + ",\n{\"image\": ");
        assertEquals(Main.BAD_FILE, run(data.toString()), err::toString);
        assertTrue(
                out.toString().startsWith(data + ": 1 samples about 1 images, format records; 1 faults\n"),
                out::toString);
        assertTrue(out.toString().contains("file that cannot be read to its end: 1"), out::toString);
    }

    @Test
    void fieldsOfWhichNothingIsMadeAreTold() throws IOException {
        image("a.png", 1);
        String record = "{\"image\": \"a.png\", \"conversations\": [{\"from\": \"human\", \"value\": \"%s?\"},"
                + " {\"from\": \"gpt\", \"value\": \"a\"}], \"source\": \"x\"%s}\n";
        Path data = write(
                "data.jsonl",
                record.formatted("a", "") + record.formatted("b", ", \"\\u001b[2J\": 1") + record.formatted("c", ""));
        assertEquals(Main.DONE, run(data.toString()), err::toString);
        assertTrue(
                out.toString().contains("\nnot used: 'source' in 3 records, '\\u001b[2J' in 1 record\n"),
                out::toString);
        assertEquals(Main.DONE, run(data.toString(), "--json"), err::toString);
        assertEquals(
                3,
                JSON.readTree(out.toString())
                        .path("data")
                        .path("unused_fields")
                        .path("source")
                        .asInt());
    }

    @Test
    void wrongUseIsUsage() throws IOException {
        Path data = write("data.jsonl", record("a.png", "what?", "red"));
        assertEquals(Main.USAGE, run());
        assertEquals(
                Main.USAGE,
                run(
                        data.toString(),
                        "--language",
                        TinyTokenizer.write(folder.resolve("language")).toString()));
        assertTrue(err.toString().contains("--visual-tokens is needed with --language"), err::toString);
        assertEquals(Main.USAGE, run(data.toString(), "--visual-tokens", "4"));
        assertTrue(err.toString().contains("name it by --language or --model"), err::toString);
        assertEquals(Main.USAGE, run(data.toString(), "--limit", "-1"));
        assertEquals(Main.BAD_FILE, run(folder.resolve("gone.jsonl").toString()));
    }

    private int run(String... options) {
        out = new StringWriter();
        err = new StringWriter();
        return Commands.run(out, err, List.of("data", "check"), options);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private void image(String name, int detail) throws IOException {
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        image.setRGB(detail, detail, 0x123456);
        ImageIO.write(image, "png", folder.resolve(name).toFile());
    }

    private static String record(String image, String question, String answer) {
        return "{\"image\": \"%s\", \"question\": \"%s\", \"answer\": \"%s\"}\n".formatted(image, question, answer);
    }
}
