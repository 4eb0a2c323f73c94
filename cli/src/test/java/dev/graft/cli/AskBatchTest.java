package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.models.VisionLanguageModel;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.Prompt;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What {@code graft ask --batch} makes of a data set; against what the Java API answers to one prompt. */
class AskBatchTest extends AskTrial {
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
    void imagesBesideABatchAreRefused() {
        assertEquals(Main.USAGE, ask("--batch", data.toString(), image(0), QUESTION));
        assertEquals(Main.USAGE, ask("--batch", data.toString(), "--chat"));
        assertEquals(Main.USAGE, ask("--output=answers.jsonl", image(0), QUESTION));
        assertEquals(Main.USAGE, ask());
    }
}
