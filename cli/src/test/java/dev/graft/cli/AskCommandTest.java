package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.models.VisionLanguageModel;
import dev.graft.models.prompt.Prompt;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code graft ask} makes of images and a question; against what the Java API answers to one prompt. */
class AskCommandTest extends AskTrial {
    @Test
    void severalImagesAreOnePrompt() {
        String expected = answered(new Prompt.Writer<BufferedImage>()
                .image(seen(0))
                .image(seen(1))
                .text(QUESTION)
                .done());
        assertEquals(Main.DONE, ask(image(0), image(1), QUESTION), err::toString);
        assertEquals(expected, out.toString().strip());
        assertEquals(Main.DONE, ask(image(0), image(1), "<image> <image>\n" + QUESTION), err::toString);
        assertEquals(expected, out.toString().strip());
    }

    @Test
    void aQuestionMarksEachImageOrNone() {
        assertEquals(Main.USAGE, ask(image(0), image(1), "what color is <image> ?"));
        assertTrue(err.toString().contains("expected '<image>' once for each of 2 images"), err::toString);
    }

    @Test
    void aFolderIsItsImagesByName() throws IOException {
        Path frames = Files.createDirectory(folder.resolve("frames"));
        Files.copy(Path.of(image(1)), frames.resolve("frame10.png"));
        Files.copy(Path.of(image(0)), frames.resolve("frame9.PNG"));
        Files.writeString(frames.resolve("notes.txt"), "no image");
        assertEquals(Main.DONE, ask(image(0), image(1), QUESTION), err::toString);
        String expected = out.toString();
        assertEquals(Main.DONE, ask(frames.toString(), QUESTION), err::toString);
        assertEquals(expected, out.toString());
        Files.delete(frames.resolve("frame10.png"));
        Files.delete(frames.resolve("frame9.PNG"));
        assertEquals(Main.BAD_FILE, ask(frames.toString(), QUESTION));
        assertTrue(err.toString().contains("holds no picture"), err::toString);
    }

    @Test
    void eachImageIsAskedAboutByItselfAndABadOneIsTold() {
        String missing = folder.resolve("missing.png").toString();
        assertEquals(Main.BAD_FILE, ask("--each", image(0), missing, image(1), QUESTION));
        assertTrue(err.toString().contains("missing.png does not exist"), err::toString);
        List<String> lines = new ArrayList<>();
        for (int number = 0; number < 2; number++) {
            lines.add(image(number) + ": " + answered(Prompt.of(seen(number), QUESTION)));
        }
        assertEquals(lines, out.toString().lines().map(String::strip).toList());
    }

    @Test
    void eachImageThatCannotBeAskedAboutIsToldByItsName() {
        String[] images = {image(0), image(1)};
        assertEquals(Main.BAD_FILE, ask("--each", images[0], images[1], (QUESTION + " ").repeat(200)));
        List<String> told = err.toString()
                .lines()
                .filter(line -> line.startsWith("graft: ["))
                .toList();
        assertEquals(2, told.size(), err::toString);
        for (int number = 0; number < 2; number++) {
            assertTrue(told.get(number).startsWith("graft: [" + images[number]), err::toString);
        }
        assertEquals(Main.USAGE, ask("--each", images[0], images[1], "is <image> left of <image> ?"));
    }

    @Test
    void moreImagesThanTheContextHoldsAreRefused() {
        String[] many = new String[30];
        for (int i = 0; i < many.length; i++) {
            many[i] = image(i % 3);
        }
        assertEquals(Main.USAGE, ask(many));
        assertTrue(err.toString().contains("30 images and the question take"), err::toString);
        assertTrue(err.toString().contains("--each"), err::toString);
    }

    /** What says how tokens are drawn has an effect where the file says that they are, and is refused where none are. */
    @Test
    void drawingNeedsATemperatureOrAFileThatSaysSo() throws IOException {
        String file = Files.writeString(folder.resolve("drawn.json"), "{\"do_sample\": true, \"top_k\": 0}")
                .toString();
        assertEquals(Main.DONE, ask("--generation", file, "--seed=3", image(0), QUESTION), err::toString);
        assertTrue(err.toString().contains("tokens are drawn, as " + file + " says"), err::toString);
        String drawn = out.toString();
        assertEquals(
                Main.DONE,
                ask("--generation", file, "--top-k=1", "--top-p=0.5", "--min-p=0.1", "--seed=3", image(0), QUESTION),
                err::toString);
        String likeliest = out.toString();
        assertEquals(Main.DONE, ask(image(0), QUESTION), err::toString);
        assertEquals(out.toString(), likeliest);
        assertNotEquals(drawn, likeliest);
        for (String option : List.of("--top-k=3", "--top-p=0.5", "--min-p=0.1", "--seed=3")) {
            assertEquals(Main.USAGE, ask(option, image(0), QUESTION), option);
            assertTrue(err.toString().contains("--temperature above 0"), err::toString);
            assertEquals(Main.USAGE, ask("--generation", file, "--temperature=0", option, image(0), QUESTION), option);
        }
    }

    @Test
    void visualTokensAreCountedBefore() {
        assertEquals(Main.DONE, ask(image(0), QUESTION), err::toString);
        int tokens;
        try (VisionLanguageModel opened = VisionLanguageModel.load(Path.of(model))) {
            tokens = opened.description().visualTokens();
        }
        assertTrue(err.toString().contains("the image takes " + tokens + " visual tokens"), err::toString);
        assertEquals(Main.DONE, ask("--each", image(0), image(1), QUESTION), err::toString);
        assertEquals(2, err.toString().split("takes " + tokens + " visual tokens", -1).length - 1, err::toString);
    }

    @Test
    void howAnswersAreWrittenIsNamedOrInAFile() throws IOException {
        String[] asked = {image(0), QUESTION};
        assertEquals(Main.DONE, ask(asked[0], asked[1], "--beams=5", "--length-penalty=-1", "--max-tokens=10"));
        String expected = out.toString();
        assertEquals(Main.DONE, ask(asked[0], asked[1], "--generation=blip2-vqa"), err::toString);
        assertEquals(expected, out.toString());
        Path file = Files.writeString(folder.resolve("settings.json"), """
                {"num_beams": 5, "length_penalty": -1.0, "max_new_tokens": 10, "watermarking_config": {"bias": 2}}""");
        assertEquals(Main.DONE, ask(asked[0], asked[1], "--generation=" + file), err::toString);
        assertEquals(expected, out.toString());
        assertTrue(err.toString().contains("is not heeded: watermarking_config = {bias=2}"), err::toString);
        assertEquals(Main.DONE, ask(asked[0], asked[1], "--beams=5", "--min-tokens=8", "--max-tokens=30"));
        String caption = out.toString();
        assertNotEquals(expected, caption);
        assertEquals(Main.DONE, ask(asked[0], asked[1], "--generation=blip2-caption"), err::toString);
        assertEquals(caption, out.toString());
        assertEquals(Main.USAGE, ask(asked[0], asked[1], "--generation=blip2"));
        assertTrue(err.toString().contains("there is [blip2-vqa, blip2-caption"), err::toString);
    }
}
