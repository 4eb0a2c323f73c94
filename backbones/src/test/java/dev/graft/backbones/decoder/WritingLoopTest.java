package dev.graft.backbones.decoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.decoding.CausalGenerator;
import dev.graft.backbones.generation.Drawing;
import dev.graft.backbones.generation.EmbeddedPrompt;
import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.backbones.generation.Generator;
import dev.graft.backbones.generation.TinyDecoder;
import dev.graft.backbones.generation.TokenListener;
import dev.graft.backbones.language.CausalLanguageModel;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.graph.runtime.RuntimeFailure;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.InvalidInputException;
import dev.graft.testsupport.Checkout;
import dev.graft.testsupport.LogLines;
import dev.graft.testsupport.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a loop writes, as on CUDA, is what is written token by token. */
class WritingLoopTest {
    private static final int LENGTH = 40;

    @TempDir
    private Path folder;

    private static CausalLanguageModel load(Path folder) {
        return (CausalLanguageModel) LanguageModel.load(folder);
    }

    private static Generator looping(CausalLanguageModel model) {
        DecoderSessions sessions = DecoderSessions.looping(model, SessionConfig.DEFAULT);
        assertTrue(sessions.loop().isPresent());
        return CausalGenerator.over(model, sessions);
    }

    private static Generator growing(CausalLanguageModel model) {
        return CausalGenerator.over(model, DecoderSessions.growing(model, SessionConfig.DEFAULT));
    }

    private static List<EmbeddedPrompt> prompts(Generator generator, int... lengths) {
        Random random = new Random(3);
        int vocabulary = generator.model().config().vocabularySize().orElseThrow();
        List<EmbeddedPrompt> prompts = new ArrayList<>();
        for (int length : lengths) {
            prompts.add(EmbeddedPrompt.of(
                    generator.embed(random.longs(length, 3, vocabulary).toArray())));
        }
        return prompts;
    }

    private static void assertSame(CausalLanguageModel model, GenerationOptions options, int... lengths) {
        List<String> expectedTold = new ArrayList<>();
        List<String> foundTold = new ArrayList<>();
        try (Generator growing = growing(model);
                Generator looping = looping(model)) {
            List<long[]> expected = growing.generate(
                    prompts(growing, lengths), options, (row, token) -> expectedTold.add(row + ":" + token));
            List<long[]> found = looping.generate(
                    prompts(looping, lengths), options, (row, token) -> foundTold.add(row + ":" + token));
            for (int row = 0; row < lengths.length; row++) {
                assertArrayEquals(expected.get(row), found.get(row), "row " + row);
            }
            assertEquals(expectedTold, foundTold);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "phi", "gpt2"})
    void ourOwn(String name) {
        CausalLanguageModel model = load(Checkout.tiny(name));
        assertSame(model, GenerationOptions.greedy(LENGTH), 5);
        assertSame(model, GenerationOptions.greedy(LENGTH), 5, 9, 2, 5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fixtures/backbones/llama",
                "fixtures/backbones/qwen2",
                "fixtures/backbones/opt",
                "backbones/stories260k"
            })
    void fromElsewhere(String name) {
        assertSame(load(SharedData.path(name)), GenerationOptions.greedy(LENGTH), 4, 7);
    }

    /** The tiny LLaMA with other tokens that end a text. */
    private CausalLanguageModel ending(List<Long> ends) throws IOException {
        OnnxFile.write(TinyDecoder.whole(), folder.resolve("model.onnx"));
        String config = Files.readString(Checkout.tiny("llama").resolve("config.json"));
        Files.writeString(
                folder.resolve("config.json"),
                config.replaceAll("\"eos_token_id\": [^,\n}]*", "\"eos_token_id\": " + ends));
        CausalLanguageModel model = load(folder);
        assertEquals(ends, model.config().eosIds());
        return model;
    }

    private static List<long[]> written(CausalLanguageModel model, int... lengths) {
        try (Generator growing = growing(model)) {
            return growing.generate(prompts(growing, lengths), GenerationOptions.greedy(LENGTH), TokenListener.NONE);
        }
    }

    /** So that rows are dropped between runs, and within one some go on. */
    @Test
    void rowsThatEndAtDifferentTokens() throws IOException {
        int[] lengths = {5, 9, 2, 5, 7};
        List<long[]> endless = written(ending(List.of()), lengths);
        CausalLanguageModel model = ending(List.of(endless.get(0)[3], endless.get(1)[20], endless.get(4)[11]));
        assertTrue(written(model, lengths).stream()
                        .mapToInt(text -> text.length)
                        .distinct()
                        .count()
                > 2);
        assertSame(model, GenerationOptions.greedy(LENGTH), lengths);
    }

    @Test
    void nothingIsWrittenBehindTheLastEnd() throws IOException {
        long[] endless = written(ending(List.of()), 6).get(0);
        int end = 5;
        while (indexOf(endless, endless[end]) < end) {
            end++;
        }
        assertTrue(end < 16, "the text repeats itself from token " + end);
        CausalLanguageModel model = ending(List.of(endless[end]));
        try (DecoderSessions sessions = DecoderSessions.looping(model, SessionConfig.DEFAULT);
                Generator generator = growing(model);
                DecoderRun run = DecoderRun.of(
                        sessions,
                        PromptPadding.left(List.of(prompts(generator, 6).get(0).embeds()), model.width()))) {
            List<long[]> tokens = run.write(new long[] {endless[0]}, new boolean[] {false}, LENGTH);
            assertEquals(end, tokens.size());
            assertEquals(endless[end], tokens.get(end - 1)[0]);
            assertEquals(
                    3, run.write(tokens.get(end - 1), new boolean[] {false}, 3).size());
            assertEquals(
                    1,
                    run.write(new long[] {endless[0]}, new boolean[] {true}, LENGTH)
                            .size(),
                    "a text that has ended asks for no more");
        }
    }

    private static int indexOf(long[] tokens, long token) {
        int index = 0;
        while (tokens[index] != token) {
            index++;
        }
        return index;
    }

    @Test
    void aStopSequenceThatARunWritesBeyond() {
        CausalLanguageModel model = load(Checkout.tiny("llama"));
        long[] text = written(model, 8).get(0);
        GenerationOptions options = GenerationOptions.greedy(LENGTH);
        assertSame(model, options.withStop(List.of(text[4], text[5])), 8, 3);
        assertSame(model, options.withStop(List.of(text[4])), 8, 3);
    }

    @Test
    void drawnTokensAreDrawnOneByOne() {
        assertSame(
                load(Checkout.tiny("llama")),
                GenerationOptions.greedy(20).withDrawing(Drawing.at(0.9).withSeed(7)),
                8,
                3);
    }

    @Test
    void answersUpToTheEndOfTheContext() throws IOException {
        CausalLanguageModel model = ending(List.of());
        int room = model.config().contextLength().orElseThrow();
        assertSame(model, GenerationOptions.greedy(room), room - 21);
        assertEquals(21, written(model, room - 21).get(0).length);
    }

    @Test
    void aDecoderOfTwoFiles() throws IOException {
        OnnxFile.write(TinyDecoder.withoutPast(TinyDecoder.whole()), folder.resolve("decoder_model.onnx"));
        OnnxFile.write(TinyDecoder.whole(), folder.resolve("decoder_with_past_model.onnx"));
        Files.copy(Checkout.tiny("llama").resolve("config.json"), folder.resolve("config.json"));
        assertSame(load(folder), GenerationOptions.greedy(LENGTH), 8, 3);
    }

    /** A loop that a device has no room for, or that it cannot compute, is told of, and done without. */
    @Test
    void withoutALoopALineSaysWhy() {
        List<String> told = LogLines.of(DecoderSessions.class, () -> {
            assertTrue(DecoderSessions.loop(() -> {
                        throw new RuntimeFailure("the runtime has no kernel of this", null);
                    })
                    .isEmpty());
            assertTrue(DecoderSessions.loop(() -> {
                        throw new InvalidInputException("the device cuda:0 failed: out of memory");
                    })
                    .isEmpty());
        });
        String lines = String.join("\n", told);
        assertEquals(2, told.size(), lines);
        assertTrue(lines.contains("WARNING the runtime has no kernel of this. "), lines);
        assertTrue(lines.contains("out of memory. Answers are written token by token"), lines);
        assertThrows(
                IllegalStateException.class,
                () -> DecoderSessions.loop(() -> {
                    throw new IllegalStateException("an error of ours");
                }));
    }
}
