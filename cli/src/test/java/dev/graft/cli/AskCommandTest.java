package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.backbones.image.Images;
import dev.graft.models.VisionLanguageModel;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.Prompt;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code graft ask} makes of several images, and of a data set; each against what the Java API answers to one prompt. */
class AskCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String QUESTION = "what color is it ?";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private String model;
    private Path data;

    @BeforeEach
    void write() throws IOException {
        ReadyFolder.write(folder);
        model = folder.resolve("model").toString();
        data = folder.resolve("data");
    }

    private int ask(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Commands.run(out, err, List.of("ask", model), arguments);
    }

    private String image(int number) {
        return data.resolve(number + ".png").toString();
    }

    private BufferedImage seen(int number) {
        return Images.read(Path.of(image(number)));
    }

    private String answered(Prompt<BufferedImage> prompt) {
        try (VisionLanguageModel opened = VisionLanguageModel.load(Path.of(model))) {
            return opened.answer(
                    Conversation.of(prompt),
                    GenerationOptions.greedy(VisionLanguageModel.DEFAULT_ANSWER_TOKENS),
                    piece -> {});
        }
    }

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
    void moreImagesThanTheContextHoldsAreRefused() {
        String[] many = new String[30];
        for (int i = 0; i < many.length; i++) {
            many[i] = image(i % 3);
        }
        assertEquals(Main.USAGE, ask(many));
        assertTrue(err.toString().contains("30 images and the question take"), err::toString);
        assertTrue(err.toString().contains("--each"), err::toString);
    }

    @Test
    void aBatchAnswersEveryQuestionOfADataSet() throws IOException {
        Path file = Files.writeString(data.resolve("batch.jsonl"), """
                {"id": "a", "image": "0.png", "question": "what color is it ?", "answer": "red"}
                {"id": "b", "images": ["0.png", "1.png"], "question": "what color ?"}
                {"id": "c", "question": "what is it ?", "answer": ""}
                {"id": "d", "images": ["0.png", "1.png"], "question": "is <image> it <image>"}
                """);
        assertEquals(Main.DONE, ask("--batch", file.toString()), err::toString);
        List<JsonNode> lines = lines(out.toString());
        assertEquals(4, lines.size());
        assertEquals("is <image> it <image>", lines.get(3).get("question").asText());
        assertEquals(
                answered(Prompt.of(seen(0), QUESTION)),
                lines.get(0).get("answer").asText());
        assertEquals("[\"red\"]", lines.get(0).get("references").toString());
        Prompt<BufferedImage> two = new Prompt.Writer<BufferedImage>()
                .image(seen(0))
                .image(seen(1))
                .text("what color ?")
                .done();
        assertEquals(answered(two), lines.get(1).get("answer").asText());
        assertEquals("[\"0.png\",\"1.png\"]", lines.get(1).get("images").toString());
        assertFalse(lines.get(1).has("references"));
        assertEquals(
                answered(Prompt.of("what is it ?")), lines.get(2).get("answer").asText());
        assertEquals(3, lines.get(2).get("record").asInt());
    }

    /** In groups as it answers them; what is printed and what is written is the same, and a finished file stays. */
    @Test
    void aBatchIsPrintedOrWritten() throws IOException {
        StringBuilder questions = new StringBuilder();
        for (int i = 0; i < 70; i++) {
            questions.append("{\"image\": \"" + i % 5 + ".png\", \"question\": \"what color is it ?\"}\n");
        }
        String file = Files.writeString(data.resolve("batch.jsonl"), questions).toString();
        Path written = folder.resolve("answers.jsonl");
        assertEquals(Main.DONE, ask("--batch", file), err::toString);
        String expected = out.toString();
        assertEquals(70, expected.lines().count());
        assertEquals(Main.DONE, ask("--batch", file, "--output", written.toString()), err::toString);
        assertEquals("", out.toString());
        assertEquals(expected, Files.readString(written));
        assertFalse(Files.exists(folder.resolve("answers.jsonl.part")));
        assertEquals(Main.USAGE, ask("--batch", file, "--output", written.toString()));
        assertTrue(err.toString().contains("is there already"), err::toString);
        assertEquals(expected, Files.readString(written));
    }

    @Test
    void whatCannotBeAskedIsListedAndLeftOutOnlyOnDemand() throws IOException {
        Path file = Files.writeString(
                data.resolve("batch.jsonl"), """
                {"id": "a", "image": "0.png", "question": "what color is it ?"}
                {"id": "b", "image": "gone.png", "question": "what color is it ?"}
                {"id": "c", "image": "0.png", "question": "%s"}
                {"id": "d", "colour": "red"}
                """.formatted("what ".repeat(70).strip()));
        Path list = folder.resolve("faults.jsonl");
        assertEquals(Main.BAD_FILE, ask("--batch", file.toString(), "--list", list.toString()));
        assertEquals("", out.toString());
        List<String> kinds = lines(Files.readString(list)).stream()
                .map(fault -> fault.get("kind").asText())
                .sorted()
                .toList();
        assertEquals(List.of("field", "missing-image", "overlong"), kinds);

        assertEquals(Main.DONE, ask("--batch", file.toString(), "--bad=skip", "--long=skip"), err::toString);
        assertEquals(1, lines(out.toString()).size());
        assertTrue(err.toString().contains("left out: "), err::toString);
    }

    @Test
    void earlierTurnsAreReadUnlessTheyAreNotToBe() throws IOException {
        Path file = Files.writeString(data.resolve("chat.json"), """
                [{"id": "a", "image": "0.png", "conversations": [
                  {"from": "human", "value": "<image>\\nwhat is it ?"}, {"from": "gpt", "value": "blue"},
                  {"from": "human", "value": "what color is it ?"}]}]
                """);
        assertEquals(Main.DONE, ask("--batch", file.toString()), err::toString);
        List<JsonNode> lines = lines(out.toString());
        assertEquals(
                List.of(0, 1),
                lines.stream().map(line -> line.get("turn").asInt()).toList());
        try (VisionLanguageModel opened = VisionLanguageModel.load(Path.of(model))) {
            Conversation<BufferedImage> asked =
                    Conversation.of(seen(0), "what is it ?").then("blue", Prompt.of(QUESTION));
            assertEquals(
                    opened.answer(asked, GenerationOptions.greedy(32), piece -> {}),
                    lines.get(1).get("answer").asText());
        }
        assertEquals(Main.DONE, ask("--batch", file.toString(), "--history=0"), err::toString);
        assertEquals(
                answered(Prompt.of(seen(0), QUESTION)),
                lines(out.toString()).get(1).get("answer").asText());
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

    /** What the answers of a batch depend on: those of another tokenizer or processor are not put behind them. */
    @Test
    void anotherProcessorOrTokenizerMakesOtherAnswers() throws IOException {
        Set<String> made = new HashSet<>();
        for (String changed : List.of("", "vision/preprocessor_config.json", "language/tokenizer_config.json")) {
            if (!changed.isEmpty()) {
                Path config = folder.resolve(changed);
                ObjectNode json =
                        Files.exists(config) ? (ObjectNode) JSON.readTree(config.toFile()) : JSON.createObjectNode();
                String key = changed.startsWith("vision") ? "rescale_factor" : "model_max_length";
                Files.writeString(config, json.put(key, 0.5).toString());
            }
            CommandLine command = Main.commandLine();
            command.parseArgs("ask", model);
            ModelOptions options =
                    (ModelOptions) command.getSubcommands().get("ask").getCommandSpec().mixins().values().stream()
                            .map(CommandLine.Model.CommandSpec::userObject)
                            .filter(ModelOptions.class::isInstance)
                            .findFirst()
                            .orElseThrow();
            try (VisionLanguageModel opened = options.openAnswering()) {
                made.add(options.made(opened));
            }
        }
        assertEquals(3, made.size(), made::toString);
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

    @Test
    void imagesBesideABatchAreRefused() {
        assertEquals(Main.USAGE, ask("--batch", data.toString(), image(0), QUESTION));
        assertEquals(Main.USAGE, ask("--batch", data.toString(), "--chat"));
        assertEquals(Main.USAGE, ask("--output=answers.jsonl", image(0), QUESTION));
        assertEquals(Main.USAGE, ask());
    }

    private static List<JsonNode> lines(String text) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : text.lines().toList()) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }
}
