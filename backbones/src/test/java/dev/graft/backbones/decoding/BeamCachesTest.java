package dev.graft.backbones.decoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.decoder.DecoderSessions;
import dev.graft.backbones.generation.Beams;
import dev.graft.backbones.generation.Drawing;
import dev.graft.backbones.generation.EmbeddedPrompt;
import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.backbones.generation.Generator;
import dev.graft.backbones.generation.TinyDecoder;
import dev.graft.backbones.generation.TokenListener;
import dev.graft.backbones.generation.rule.MinNewTokens;
import dev.graft.backbones.language.CausalLanguageModel;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.Graph;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.testsupport.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches find the same texts whatever the decoder keeps of what it has read. */
class BeamCachesTest {
    private static final Path LLAMA = Checkout.tiny("llama");

    private static final List<GenerationOptions> OPTIONS = List.of(
            GenerationOptions.greedy(12).withBeams(Beams.of(4)).withAnswers(3),
            GenerationOptions.greedy(9)
                    .withBeams(new Beams(5, -1, Beams.EarlyStopping.NEVER, false))
                    .with(new MinNewTokens(4)),
            GenerationOptions.greedy(7).withDrawing(Drawing.at(2).withSeed(3)).withAnswers(3),
            GenerationOptions.greedy(7)
                    .withDrawing(Drawing.at(1.5).withSeed(8))
                    .withBeams(Beams.of(3))
                    .withAnswers(2));

    @TempDir
    Path folder;

    private static List<EmbeddedPrompt> prompts(Generator generator) {
        Random random = new Random(7);
        List<EmbeddedPrompt> prompts = new ArrayList<>();
        for (int length : new int[] {5, 1, 9}) {
            long[] ids = random.longs(length, 3, 40).toArray();
            prompts.add(EmbeddedPrompt.of(generator.embed(ids)));
        }
        return prompts;
    }

    private static List<String> together(Generator generator) {
        List<String> texts = new ArrayList<>();
        for (GenerationOptions options : OPTIONS) {
            generator
                    .generate(prompts(generator), options, TokenListener.NONE)
                    .forEach(text -> texts.add(Arrays.toString(text)));
        }
        return texts;
    }

    private static CausalLanguageModel llama(Path place) {
        return (CausalLanguageModel) LanguageModel.load(place);
    }

    @Test
    void decodersOnly() throws IOException {
        CausalLanguageModel model = llama(LLAMA);
        List<String> expected;
        try (Generator withoutCache =
                Generator.open(export(TinyDecoder.withoutPast(TinyDecoder.whole())), SessionConfig.DEFAULT)) {
            expected = together(withoutCache);
        }
        assertTrue(expected.stream().distinct().count() > expected.size() / 2, "texts that differ: " + expected);
        try (DecoderSessions sessions = DecoderSessions.open(model, SessionConfig.DEFAULT)) {
            assertTrue(sessions.inPlace());
            assertEquals(expected, together(CausalGenerator.over(model, sessions)));
        }
        try (Generator growing = CausalGenerator.over(model, DecoderSessions.growing(model, SessionConfig.DEFAULT))) {
            assertEquals(expected, together(growing));
        }
    }

    private LanguageModel export(Graph graph) throws IOException {
        for (String file : List.of("config.json", "generation_config.json")) {
            Files.copy(LLAMA.resolve(file), folder.resolve(file));
        }
        OnnxFile.write(graph, folder.resolve("model.onnx"));
        return LanguageModel.load(folder);
    }
}
