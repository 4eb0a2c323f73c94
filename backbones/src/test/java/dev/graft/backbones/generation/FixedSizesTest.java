package dev.graft.backbones.generation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.inspect.LanguageVerification;
import dev.graft.backbones.language.CausalLanguageModel;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.Graph;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.graph.rewrite.Specialization;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.Safetensors;
import dev.graft.testsupport.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An export that fixes its sizes says the same as the one that does not. */
class FixedSizesTest {
    private static final Path LLAMA = Checkout.tiny("llama");
    private static final int TOKENS = 32;

    @TempDir
    private Path folder;

    private static List<EmbeddedPrompt> prompts(Tensor... embeds) {
        return Stream.of(embeds).map(EmbeddedPrompt::of).toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void textsAreFilledUp(int rows) throws IOException {
        CausalLanguageModel fixed = write(TinyDecoder.withoutPast(TinyDecoder.whole()), rows);
        assertEquals(rows, fixed.fixedRows());
        assertEquals(TOKENS, fixed.config().contextLength().orElseThrow());
        long[] greedy = Safetensors.read(LLAMA.resolve("golden.safetensors"))
                .get("greedy")
                .toLongArray();
        try (Generator found = Generator.open(fixed, SessionConfig.DEFAULT);
                Generator expected = Generator.open(LanguageModel.load(LLAMA), SessionConfig.DEFAULT)) {
            List<EmbeddedPrompt> prompts =
                    prompts(found.embed(Arrays.copyOf(greedy, 9)), found.embed(new long[] {5, 9, 4}));
            List<long[]> texts = found.generate(prompts, GenerationOptions.greedy(20), TokenListener.NONE);
            assertArrayEquals(Arrays.copyOfRange(greedy, 9, 9 + texts.get(0).length), texts.get(0));
            List<long[]> same = expected.generate(prompts, GenerationOptions.greedy(20), TokenListener.NONE);
            assertArrayEquals(same.get(1), texts.get(1));
            List<long[]> answers = List.of(new long[] {7, 8, 3}, new long[] {12});
            for (int i = 0; i < answers.size(); i++) {
                assertArrayEquals(
                        expected.score(prompts.get(0), answers).get(i),
                        found.score(prompts.get(0), answers).get(i),
                        1e-4);
            }
            Tensor tooLong = found.embed(new long[TOKENS]);
            String message = assertThrows(
                            InvalidInputException.class,
                            () -> found.generate(prompts(tooLong), GenerationOptions.greedy(1), TokenListener.NONE))
                    .getMessage();
            assertTrue(message.contains("reads at most 32"), message);
        }
        assertTrue(LanguageVerification.byFiniteDifferences(fixed, SessionConfig.DEFAULT)
                        .gradientRelError()
                < 0.05);
    }

    @Test
    void aCacheOfAFixedSizeIsRefused() throws IOException {
        Graph whole = TinyDecoder.whole();
        Map<String, long[]> shapes = new HashMap<>();
        whole.inputNames().stream()
                .filter(name -> name.startsWith("past"))
                .forEach(name -> shapes.put(name, new long[] {1, 1, TOKENS, 8}));
        OnnxFile.write(whole.withInputShapes(shapes), folder.resolve("model.onnx"));
        Files.copy(LLAMA.resolve("config.json"), folder.resolve("config.json"));
        String message = assertThrows(ModelFileException.class, () -> LanguageModel.load(folder))
                .getMessage();
        assertTrue(message.contains("key-value cache") && message.contains("dynamic axes"), message);
    }

    private CausalLanguageModel write(Graph decoder, int rows) throws IOException {
        Map<String, long[]> shapes = new HashMap<>();
        decoder.inputNames().forEach(name -> shapes.put(name, new long[] {rows, TOKENS}));
        Graph fixed = Specialization.of(
                        decoder.withOutputNames(List.of("logits")).pruned(), shapes)
                .graph();
        OnnxFile.write(fixed, folder.resolve("model.onnx"));
        for (String file : List.of("config.json", "generation_config.json")) {
            Files.copy(LLAMA.resolve(file), folder.resolve(file));
        }
        return (CausalLanguageModel) LanguageModel.load(folder);
    }
}
