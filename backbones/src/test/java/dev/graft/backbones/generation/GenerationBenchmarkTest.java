package dev.graft.backbones.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.InvalidInputException;
import dev.graft.testsupport.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GenerationBenchmarkTest {
    @ParameterizedTest
    @ValueSource(strings = {"llama", "t5"})
    void promptAndAnswerAreTimedRunByRun(String model) {
        GenerationBenchmark.Times times = new GenerationBenchmark(2, 5, 4)
                .run(LanguageModel.load(Checkout.tiny(model)), 3, SessionConfig.DEFAULT);
        for (double[] millis : new double[][] {times.promptMillis(), times.answerMillis()}) {
            assertEquals(3, millis.length);
            assertTrue(Arrays.stream(millis).allMatch(time -> time > 0), () -> Arrays.toString(millis));
        }
        assertEquals(2 * 3, times.written());
    }

    /** So does transformers where {@code min_new_tokens} is what {@code max_new_tokens} is. */
    @Test
    void aModelThatWouldEndAtOnceWritesAsMuch(@TempDir Path folder) throws IOException {
        Files.createDirectory(folder.resolve("onnx"));
        for (String file : List.of("config.json", "onnx/model.onnx")) {
            Files.copy(Checkout.tiny("llama").resolve(file), folder.resolve(file));
        }
        String all = IntStream.range(0, 40).boxed().toList().toString();
        Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": " + all + "}");
        GenerationBenchmark.Times times =
                new GenerationBenchmark(2, 5, 4).run(LanguageModel.load(folder), 2, SessionConfig.DEFAULT);
        assertEquals(2 * 3, times.written());
        assertTrue(Arrays.stream(times.answerMillis()).allMatch(time -> time > 0.1), times.toString());
    }

    /** The tiny model has 64 positions. */
    @Test
    void whatTheModelCannotReadIsRefused() {
        LanguageModel model = LanguageModel.load(Checkout.tiny("llama"));
        String message = assertThrows(
                        InvalidInputException.class,
                        () -> new GenerationBenchmark(1, 60, 5).run(model, 1, SessionConfig.DEFAULT))
                .getMessage();
        assertEquals(
                "the model reads at most 64 tokens, found a prompt of 60 and an answer of 5; choose fewer", message);
    }

    /** The tiny one has 32 positions for the prompt and 32 for the answer. */
    @Test
    void anEncoderDecoderHasRoomForAPromptAndAnAnswerOfItsPositions() {
        LanguageModel model = LanguageModel.load(Checkout.tiny("encoder-decoders/bart"));
        assertEquals(
                31,
                new GenerationBenchmark(1, 32, 32)
                        .run(model, 1, SessionConfig.DEFAULT)
                        .written());
        for (int[] sizes : new int[][] {{32, 33}, {33, 2}}) {
            String message = assertThrows(
                            InvalidInputException.class,
                            () -> new GenerationBenchmark(1, sizes[0], sizes[1]).run(model, 1, SessionConfig.DEFAULT))
                    .getMessage();
            assertEquals(
                    "the model reads at most 32 tokens, and writes as many, found a prompt of " + sizes[0]
                            + " and an answer of " + sizes[1] + "; choose fewer",
                    message);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 2", "1, 0, 2", "1, 1, 1"})
    void whatCannotBeTimedIsRefused(int batch, int tokens, int answer) {
        String message = assertThrows(InvalidInputException.class, () -> new GenerationBenchmark(batch, tokens, answer))
                .getMessage();
        assertTrue(message.endsWith("found batch " + batch + ", " + tokens + " tokens, answer " + answer), message);
    }
}
