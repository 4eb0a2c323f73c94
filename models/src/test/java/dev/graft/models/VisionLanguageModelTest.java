package dev.graft.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.generation.Drawing;
import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.models.folder.ModelFolder;
import dev.graft.tensors.ModelFileException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VisionLanguageModelTest {
    private static final int THREADS = 8;
    private static final List<String> QUESTIONS = List.of(
            "One day, ", "What is it?", "Tom saw a ", "", "Is there a red box?", "Lily said: ", "The cat", "Why?");

    @TempDir
    private Path folder;

    private record Asked(BufferedImage image, String question, GenerationOptions options) {
        String of(VisionLanguageModel model) {
            return model.ask(image, question, options);
        }
    }

    private static List<Asked> questions() {
        List<Asked> asked = new ArrayList<>();
        for (int i = 0; i < 2 * THREADS; i++) {
            GenerationOptions options = i % 2 == 0
                    ? GenerationOptions.greedy(12)
                    : GenerationOptions.greedy(12)
                            .withDrawing(Drawing.at(0.9)
                                    .withTopK(i % 3 * 10)
                                    .withTopP(0.95)
                                    .withSeed(i));
            asked.add(new Asked(SmallModel.picture(i), QUESTIONS.get(i * 5 % QUESTIONS.size()), options));
        }
        return asked;
    }

    @Test
    void manyThreadsGetTheAnswersOfOne() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (VisionLanguageModel model = VisionLanguageModel.load(SmallModel.write(folder))) {
            List<Asked> questions = questions();
            List<String> expected =
                    questions.stream().map(asked -> asked.of(model)).toList();
            assertTrue(new HashSet<>(expected).size() > 8, "the answers tell little apart: " + expected);
            CountDownLatch start = new CountDownLatch(1);
            List<Future<List<String>>> found = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int first = thread;
                found.add(threads.submit(() -> {
                    start.await();
                    List<String> answers = new ArrayList<>(expected);
                    for (int i = 0; i < THREADS; i++) {
                        int next = (first * 3 + i) % questions.size();
                        answers.set(next, questions.get(next).of(model));
                    }
                    return answers;
                }));
            }
            start.countDown();
            for (Future<List<String>> answers : found) {
                assertEquals(expected, answers.get(2, TimeUnit.MINUTES));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void piecesJoinedAreTheAnswer() throws IOException {
        try (VisionLanguageModel model = VisionLanguageModel.load(SmallModel.write(folder))) {
            for (Asked asked : questions()) {
                List<String> pieces = new ArrayList<>();
                String answer = model.ask(asked.image(), asked.question(), asked.options(), pieces::add);
                assertEquals(asked.of(model), answer);
                assertEquals(answer, String.join("", pieces));
                assertFalse(answer.contains("<s>") || answer.contains("</s>"), answer);
                assertFalse(answer.endsWith("."), "the text that ends an answer is no part of it: " + answer);
            }
        }
    }

    @Test
    void closingWaitsForAnswersUnderWay() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        Asked asked = questions().get(0);
        try {
            VisionLanguageModel model = VisionLanguageModel.load(SmallModel.write(folder));
            String expected = asked.of(model);
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            Future<String> answer =
                    threads.submit(() -> model.ask(asked.image(), asked.question(), asked.options(), piece -> {
                        assertThrows(IllegalStateException.class, model::close);
                        begun.countDown();
                        awaitQuietly(goOn);
                    }));
            assertTrue(begun.await(1, TimeUnit.MINUTES));
            Future<?> closing = threads.submit(model::close);
            assertThrows(TimeoutException.class, () -> closing.get(200, TimeUnit.MILLISECONDS));
            goOn.countDown();
            assertEquals(expected, answer.get(1, TimeUnit.MINUTES));
            closing.get(1, TimeUnit.MINUTES);
            assertThrows(IllegalStateException.class, () -> asked.of(model));
            model.close();
        } finally {
            threads.shutdownNow();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertTrue(latch.await(1, TimeUnit.MINUTES));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void backboneThatIsGoneOrAnotherIsRefused() throws IOException {
        Path config = SmallModel.write(folder).resolve(ModelFolder.CONFIG);
        String right = Files.readString(config);
        Files.writeString(config, right.replaceFirst("mobilenet-v2\"", "elsewhere\""));
        String gone = assertThrows(ModelFileException.class, () -> VisionLanguageModel.load(folder))
                .getMessage();
        assertTrue(gone.contains("elsewhere/onnx/model.onnx, where there is nothing"), gone);
        int hash = right.lastIndexOf("\"sha256\" : \"") + "\"sha256\" : \"".length();
        Files.writeString(config, right.substring(0, hash) + "0000" + right.substring(hash + 4));
        String changed = assertThrows(ModelFileException.class, () -> VisionLanguageModel.load(folder))
                .getMessage();
        assertTrue(changed.contains("SHA-256 0000") && changed.contains("stories260k"), changed);
    }
}
