package dev.graft.backbones.decoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.decoder.EncodedSessions;
import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.generation.Drawing;
import dev.graft.backbones.generation.EmbeddedPrompt;
import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.backbones.generation.TokenListener;
import dev.graft.backbones.generation.rule.MinNewTokens;
import dev.graft.backbones.generation.rule.NoRepeatedNgrams;
import dev.graft.backbones.language.EncoderDecoderModel;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.InvalidInputException;
import dev.graft.testsupport.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Encoder-decoder models, laid out as Optimum exports them, write what transformers' generate does: with the cache of one merged file and
 * of two, and without. The models and texts are those of {@code scripts/reference/encoder_decoders.py}.
 */
class EncodedReferenceTest {
    private static final Path MODELS = Checkout.tiny("encoder-decoders");

    private static EncoderDecoderGenerator open(String model, String layout) {
        String file = layout.equals("merged") ? "decoder_model_merged" : "decoder_model";
        EncoderDecoderModel loaded = load(MODELS.resolve(model).resolve("onnx/" + file + ".onnx"));
        if (layout.equals("none")) {
            return EncoderDecoderGenerator.over(
                    loaded, EncodedSessions.open(loaded, SessionConfig.DEFAULT, Optional.empty()));
        }
        EncodedSessions sessions = EncodedSessions.open(loaded, SessionConfig.DEFAULT);
        assertEquals(4, sessions.growing().size());
        assertEquals(4, sessions.staying().size());
        return EncoderDecoderGenerator.over(loaded, sessions);
    }

    private static EncoderDecoderModel load(Path place) {
        return (EncoderDecoderModel) LanguageModel.load(BackbonePlace.of(place));
    }

    @ParameterizedTest
    @CsvSource({"t5, merged", "t5, split", "t5, none", "bart, merged", "bart, split", "bart, none"})
    void textsAreThoseOfTransformers(String model, String layout) throws IOException {
        try (EncoderDecoderGenerator generator = open(model, layout)) {
            TextCases cases = TextCases.of(
                    TextCases.read(Files.newInputStream(MODELS.resolve(model).resolve("texts.json"))),
                    ids -> prompt(generator, ids));
            assertTrue(cases.cases().size() >= 40);
            assertEquals(List.of(), cases.wrongAlone(generator::batch));
            assertEquals(List.of(), cases.wrongTogether(generator.batch()));
        }
    }

    private static EmbeddedPrompt prompt(EncoderDecoderGenerator generator, long[] ids) {
        return new EmbeddedPrompt(generator.embed(ids), List.of(), ids, new long[0]);
    }

    /** BART's table has 32 positions; the first is that of the token that the decoder starts with. */
    @Test
    void whatIsLongerThanTheTableOfPositionsIsRefused() {
        try (EncoderDecoderGenerator generator = open("bart", "none")) {
            EmbeddedPrompt prompt = prompt(generator, new long[] {3, 4, 5});
            assertEquals(32, generator.model().longestPrompt());
            assertEquals(32, generator.score(prompt, List.of(new long[32])).get(0).length);
            List<long[]> longer = List.of(new long[2], new long[33]);
            String refusal = assertThrows(InvalidInputException.class, () -> generator.score(prompt, longer))
                    .getMessage();
            assertTrue(refusal.contains("33 tokens"), refusal);
        }
        try (EncoderDecoderGenerator generator = open("t5", "none")) {
            assertEquals(Integer.MAX_VALUE, generator.model().longestPrompt());
        }
    }

    /** Draws are those of a seed, so that they can only be compared with those of another way to compute the same. */
    @ParameterizedTest
    @ValueSource(strings = {"t5", "bart"})
    void textsThatAreDrawnAreTheSameWithACacheAndWithout(String model) {
        List<String> expected = drawn(model, "none");
        Set<String> different = new HashSet<>(expected);
        assertTrue(different.size() > 20, "texts that differ: " + expected);
        assertEquals(expected, drawn(model, "merged"));
        assertEquals(expected, drawn(model, "split"));
    }

    private static List<String> drawn(String model, String layout) {
        Random random = new Random(8);
        List<EmbeddedPrompt> prompts = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        try (EncoderDecoderGenerator generator = open(model, layout)) {
            for (int length : new int[] {5, 1, 9, 14}) {
                prompts.add(prompt(generator, random.longs(length, 3, 40).toArray()));
            }
            GenerationOptions options =
                    GenerationOptions.greedy(12).with(new MinNewTokens(4)).with(new NoRepeatedNgrams(2));
            for (Drawing drawing : List.of(
                    Drawing.at(1.5).withSeed(3),
                    Drawing.at(0.8).withTopK(5).withTopP(0.9).withSeed(4))) {
                generator
                        .generate(prompts, options.withDrawing(drawing).withAnswers(6), TokenListener.NONE)
                        .forEach(text -> texts.add(Arrays.toString(text)));
            }
        }
        return texts;
    }

    /** One file with the weights of both decoders once goes before two. */
    @Test
    void ofAWholeFolderTheMergedDecoderIsTaken() {
        assertEquals(List.of("encoder_model.onnx", "decoder_model_merged.onnx"), names(load(MODELS.resolve("t5"))));
        assertEquals(
                List.of("encoder_model.onnx", "decoder_model.onnx", "decoder_with_past_model.onnx"),
                names(load(MODELS.resolve("t5/onnx/decoder_model.onnx"))));
    }

    private static List<String> names(LanguageModel model) {
        return model.files().stream().map(file -> file.getFileName().toString()).toList();
    }

    /** BART has a table of 32 positions for what is read, and one for what is written. */
    @Test
    void positionsBehindTheTableAreNotRead() {
        try (EncoderDecoderGenerator generator = open("bart", "merged")) {
            long[] ids = new Random(3).longs(33, 3, 40).toArray();
            List<EmbeddedPrompt> tooLong = List.of(prompt(generator, ids));
            String message = assertThrows(
                            InvalidInputException.class,
                            () -> generator.generate(tooLong, GenerationOptions.greedy(4), TokenListener.NONE))
                    .getMessage();
            assertEquals(
                    "the prompt takes 33 positions, the model's encoder reads at most 32; shorten the prompt", message);
            assertThrows(InvalidInputException.class, () -> generator.score(tooLong.get(0), List.of(new long[] {3})));
            List<EmbeddedPrompt> longest = List.of(prompt(generator, Arrays.copyOf(ids, 32)));
            GenerationOptions endless = GenerationOptions.greedy(100).with(new MinNewTokens(100));
            assertEquals(
                    32, generator.generate(longest, endless, TokenListener.NONE).get(0).length);
        }
        try (EncoderDecoderGenerator generator = open("t5", "merged")) {
            List<EmbeddedPrompt> prompts =
                    List.of(prompt(generator, new Random(3).longs(40, 3, 40).toArray()));
            GenerationOptions endless = GenerationOptions.greedy(100).with(new MinNewTokens(100));
            assertEquals(
                    100,
                    generator.generate(prompts, endless, TokenListener.NONE).get(0).length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"t5", "bart"})
    void likelihoodsDoNotDependOnTheCache(String model) {
        long[] ids = {7, 12, 3, 30};
        List<long[]> texts = List.of(new long[] {30, 3, 12, 7, 2}, new long[] {5}, new long[0]);
        try (EncoderDecoderGenerator cached = open(model, "merged");
                EncoderDecoderGenerator plain = open(model, "none")) {
            List<double[]> found = cached.score(prompt(cached, ids), texts);
            List<double[]> expected = plain.score(prompt(plain, ids), texts);
            for (int i = 0; i < texts.size(); i++) {
                assertArrayEquals(expected.get(i), found.get(i), 1e-5);
            }
        }
    }
}
