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
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All figures were counted by hand. */
class DataStatsCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private Path data;
    private StringWriter out;
    private StringWriter err;

    @BeforeEach
    void data() throws IOException {
        image("a.png", "png", 8, 4);
        image("b.png", "png", 6, 6);
        // Its name says what it is not.
        image("c.png", "jpg", 5, 10);
        data = Files.writeString(folder.resolve("data.jsonl"), """
                {"image": "a.png", "question": "what color?", "answer": "red"}
                {"image": "a.png", "question": "is the circle red?", "answer": "yes", "question_type": "yes/no"}
                {"image": "b.png", "question": "what  is\\tthe color ?", "answer": "red"}
                {"image": "c.png", "question": "why?", "answer": "a \\ud83d\\udd34 on blue"}
                {"images": ["a.png", "gone.png"], "question": "same?", "answer": "no", "question_type": "yes/no"}
                {"question": "1 + 1?", "answer": "2"}
                x
                """);
    }

    @Test
    void statisticsCountWhatThereIs() {
        assertEquals(Main.DONE, run(), err::toString);
        assertEquals("""
                samples               6
                images                4
                left out              malformed record: 1
                images of a sample    1  0
                                      4  1
                                      1  2
                type of question      4  not given
                                      2  yes/no
                question, characters  from 4 to 20; half have 6 or fewer, 99 of 100 have 20 or fewer
                question, words       from 1 to 5; half have 2 or fewer, 99 of 100 have 5 or fewer
                answer, characters    from 1 to 11; half have 3 or fewer, 99 of 100 have 11 or fewer
                answer, words         from 1 to 4; half have 1 or fewer, 99 of 100 have 4 or fewer
                different answers     5
                commonest answers     2  red
                                      1  2
                                      1  a \ud83d\udd34 on blue
                                      1  no
                                      1  yes
                form of images        2  png
                                      1  jpeg
                width, pixels         from 5 to 8, median 6
                height, pixels        from 4 to 10, median 6
                width / height        from 0.50 to 2.00, median 1.00
                unusable images       missing image: 1
                """, out.toString());
    }

    @Test
    void theSameIsThereForPrograms() throws IOException {
        assertEquals(Main.DONE, run("--json"), err::toString);
        JsonNode found = JSON.readTree(out.toString());
        assertEquals(JSON.readTree("{\"0\": 1, \"1\": 4, \"2\": 1}"), found.path("images_per_sample"));
        assertEquals(JSON.readTree("{\"not given\": 4, \"yes/no\": 2}"), found.path("question_types"));
        assertEquals(JSON.readTree("""
                {"min": 1, "median": 1, "max": 4, "of_99_in_100": 4,
                 "histogram": [[0, 0, 0], [1, 1, 5], [2, 2, 0], [3, 3, 0], [4, 4, 1]]}"""), found.at("/answers/words"));
        assertEquals(
                JSON.readTree("{\"answer\": \"red\", \"count\": 2}"),
                found.path("commonest_answers").path(0));
        assertEquals(5, found.path("commonest_answers").size());
        assertEquals(JSON.readTree("""
                {"count": 3, "kinds": {"png": 2, "jpeg": 1},
                 "width": {"min": 5, "median": 6, "max": 8}, "height": {"min": 4, "median": 6, "max": 10},
                 "aspect": {"min": 0.5, "median": 1.0, "max": 2.0}}"""), found.path("image_files"));
        assertEquals(1, found.at("/left_out/counts/malformed").asInt());
        assertEquals(1, found.at("/unusable_images/counts/missing-image").asInt());
        assertFalse(found.has("lengths"));
    }

    @Test
    void onlyTheTenCommonestAnswersAreShown() throws IOException {
        StringBuilder records = new StringBuilder();
        for (int answer = 1; answer <= 12; answer++) {
            records.append("{\"question\": \"?\", \"answer\": \"%c\"}\n"
                    .formatted('a' + answer - 1)
                    .repeat(answer));
        }
        Files.writeString(data, records);
        assertEquals(Main.DONE, run("--json"), err::toString);
        JsonNode answers = JSON.readTree(out.toString()).path("commonest_answers");
        assertEquals(10, answers.size());
        assertEquals("l 12", answers.at("/0/answer").asText() + " " + answers.at("/0/count"));
        assertEquals("c 3", answers.at("/9/answer").asText() + " " + answers.at("/9/count"));
        // Nothing is told of images where there are none.
        assertEquals(Main.DONE, run(), err::toString);
        assertFalse(out.toString().contains("pixels"), out::toString);
    }

    @Test
    void withALanguageModelLengthsAreToldInTokensAgainstItsContext() throws IOException {
        String language = TinyTokenizer.write(folder.resolve("language")).toString();
        String[] reading = {"--language", language, "--visual-tokens", "300", "--prompt", "{image}{question}"};
        assertEquals(Main.DONE, run(reading), err::toString);
        // Two images of 300 tokens are more than 512.
        assertTrue(out.toString().contains("; context 512, 1 samples are longer\n"), out::toString);
        List<String> asJson = new ArrayList<>(List.of(reading));
        asJson.add("--json");
        assertEquals(Main.DONE, run(asJson.toArray(String[]::new)), err::toString);
        JsonNode lengths = JSON.readTree(out.toString()).path("lengths");
        assertEquals(1, lengths.path("over").asInt());
        assertEquals(512, lengths.path("context").asInt());
        // what color ? red </s>: 5; is the circle red ? yes </s>: 7; what is the color ? red </s>: 7;
        // why ? a X on blue </s>: 7; each with an image. same ? no </s>: 4, with two. 1 + 1 ? 2 </s>: 6.
        assertEquals(604, lengths.path("longest").asInt());
        assertEquals(307, lengths.path("median").asInt());
    }

    @Test
    void wrongUseIsUsage() {
        assertEquals(Main.USAGE, run("--visual-tokens", "4"));
        assertTrue(err.toString().contains("name it by --language or --model"), err::toString);
    }

    private int run(String... options) {
        out = new StringWriter();
        err = new StringWriter();
        return Commands.run(out, err, List.of("data", "stats", data.toString()), options);
    }

    private void image(String name, String form, int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        assertTrue(ImageIO.write(image, form, folder.resolve(name).toFile()));
    }
}
