package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.backbones.image.Images;
import dev.graft.eval.AnswerMethod;
import dev.graft.models.Likelihood;
import dev.graft.models.VisionLanguageModel;
import dev.graft.models.data.Dataset;
import dev.graft.models.data.IndexedDataset;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.Prompt;
import dev.graft.models.visual.SeenImage;
import dev.graft.world.files.WorldOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be asked of a model that was trained for a moment between the backbones that Graft carries. */
class TrainedModelTest {
    private static final int LIMIT = 20;

    @TempDir
    private static Path folder;

    private static String model;
    private static String questions;
    private static String image;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void train() {
        Path world = folder.resolve("world");
        new WorldOptions(20, 8, 0, 64, 5).write(world);
        model = folder.resolve("model").toString();
        questions = world.resolve("test/questions.jsonl").toString();
        image = world.resolve("test/images/000000.png").toString();
        StringWriter messages = new StringWriter();
        int trained = Main.run(
                Main.commandLine().setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(messages, true)),
                "train",
                "--preset=shapes",
                "--data=" + world.resolve("train/questions.jsonl"),
                "--output=" + model,
                "--steps=2",
                "--batch=8",
                "--set=cache=" + folder.resolve("cache"),
                "--set=data.test=",
                "--set=validation_answers=0",
                "--set=best_by=loss",
                "--set=final_evaluation=0");
        assertEquals(Main.DONE, trained, messages::toString);
    }

    private String graft(String... arguments) {
        out.getBuffer().setLength(0);
        int code = Main.run(
                Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)), arguments);
        assertEquals(Main.DONE, code, err::toString);
        return out.toString();
    }

    /** Where there is one candidate it is always chosen, and right as often as it is the answer. */
    @Test
    void evaluationChoosesAmongCandidates() throws IOException {
        IndexedDataset samples = IndexedDataset.load(Dataset.open(Path.of(questions)), sample -> true);
        String candidate = samples.get(0).target();
        long right = samples.stream()
                .limit(LIMIT)
                .filter(sample -> sample.target().equals(candidate))
                .count();
        assertTrue(right > 0 && right < LIMIT, candidate);
        Path file = Files.writeString(folder.resolve("candidates.txt"), "\n " + candidate + "\n");
        Path report = folder.resolve("report.json");
        for (List<String> more : List.of(List.<String>of(), List.of("--per-token"), List.of("--bayes"))) {
            String[] arguments = {
                "eval",
                model,
                "--data",
                questions,
                "--limit",
                "" + LIMIT,
                "--candidates",
                file.toString(),
                "--json",
                report.toString()
            };
            graft(with(arguments, more));
            assertEquals(right / (double) LIMIT, exactMatch(report), 1e-9);
        }
        Files.writeString(file, "\n\n");
        assertEquals(
                Main.USAGE,
                Main.run(
                        Main.commandLine().setErr(new PrintWriter(err, true)),
                        "eval",
                        model,
                        "--data",
                        questions,
                        "--candidates",
                        file.toString()));
        assertTrue(err.toString().contains("write one on each line"), err::toString);
    }

    @Test
    void whatOnlyModelsThatCompareHaveAUseForIsRefused() {
        for (String option : List.of("--rerank=3", "--template=a {}")) {
            int code = Main.run(
                    Main.commandLine().setErr(new PrintWriter(err, true)), "eval", model, "--data", questions, option);
            assertEquals(Main.USAGE, code);
            assertTrue(err.toString().contains(" is for a model that compares images with texts"), err::toString);
        }
    }

    @Test
    void inspectionTellsHowItIsAsked() {
        String found = graft("inspect", model);
        assertTrue(found.contains("{question}") && found.contains("language model"), found);
        assertTrue(!found.contains("problem"), found);
    }

    private static String[] with(String[] arguments, List<String> more) {
        return Stream.concat(Arrays.stream(arguments), more.stream()).toArray(String[]::new);
    }

    private static double exactMatch(Path report) throws IOException {
        JsonNode json = new ObjectMapper().readTree(report.toFile());
        return json.at("/metrics/exact_match/images/overall/value").asDouble(Double.NaN);
    }

    /** A candidate counts by what the image adds to its probability. */
    @Test
    void bayesChoosesWhatTheImageMakesLikelier() {
        List<String> candidates = List.of("red", "green", "a circle", "yes", "no", "two");
        try (VisionLanguageModel opened = VisionLanguageModel.load(Path.of(model))) {
            SeenImage seen = opened.see(Images.read(Path.of(image)));
            List<Conversation<SeenImage>> asked = Stream.of("what color is it?", "is there a circle?", "what is red?")
                    .map(question -> Conversation.of(seen, question))
                    .toList();
            List<String> expected = asked.stream()
                    .map(conversation -> {
                        List<Likelihood> with = opened.likelihoods(conversation, candidates);
                        Conversation<SeenImage> words = Conversation.of(
                                Prompt.of(conversation.question().words()));
                        List<Likelihood> without = opened.likelihoods(words, candidates);
                        return IntStream.range(0, candidates.size())
                                .boxed()
                                .max(Comparator.comparingDouble(i -> with.get(i).logProbability()
                                        - without.get(i).logProbability()))
                                .map(candidates::get)
                                .orElseThrow();
                    })
                    .toList();
            AnswerMethod method = AnswerMethod.bayesian(candidates);
            assertEquals(
                    expected,
                    asked.stream()
                            .map(conversation -> method.answer(opened, conversation, null))
                            .toList());
        }
    }

    /** The first answer is that of a single question; blank lines are no questions. */
    @Test
    void aChatGoesOnUntilTheInputEnds() {
        String alone = graft("ask", model, image, "what color is it?");
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream("\nhow many are there?\n\n".getBytes(StandardCharsets.UTF_8)));
            String chat = graft("ask", "--chat", model, image, "what color is it?");
            assertEquals(2, chat.lines().count(), chat);
            assertTrue(chat.startsWith(alone), chat);

            System.setIn(new ByteArrayInputStream("what color is it?\n".getBytes(StandardCharsets.UTF_8)));
            assertEquals(alone, graft("ask", "--chat", model, image));
        } finally {
            System.setIn(before);
        }
    }
}
