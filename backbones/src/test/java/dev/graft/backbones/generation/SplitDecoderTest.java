package dev.graft.backbones.generation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.language.CausalLanguageModel;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.Graph;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.Safetensors;
import dev.graft.testsupport.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A decoder in two files, as Optimum exported them before it merged both, writes what PyTorch does. */
class SplitDecoderTest {
    private static final Path LLAMA = Checkout.tiny("llama");

    @TempDir
    private Path folder;

    @Test
    void theSecondFileGoesOnFromTheCacheOfTheFirst() throws IOException {
        Graph whole = TinyDecoder.whole();
        OnnxFile.write(TinyDecoder.withoutPast(whole), folder.resolve("decoder_model_q4.onnx"));
        OnnxFile.write(whole, folder.resolve("decoder_with_past_model_q4.onnx"));
        for (String file : List.of("config.json", "generation_config.json")) {
            Files.copy(LLAMA.resolve(file), folder.resolve(file));
        }
        CausalLanguageModel model = (CausalLanguageModel)
                LanguageModel.load(BackbonePlace.of(folder).withVariant("q4"));
        assertEquals(
                List.of("decoder_model_q4.onnx", "decoder_with_past_model_q4.onnx"),
                model.files().stream()
                        .map(file -> file.getFileName().toString())
                        .toList());
        assertTrue(model.inputs().hasCache());
        Map<String, Tensor> golden = Safetensors.read(LLAMA.resolve("golden.safetensors"));
        long[] expected = golden.get("greedy").toLongArray();
        try (Generator generator = Generator.open(model, SessionConfig.DEFAULT)) {
            Tensor prompt = generator.embed(Arrays.copyOf(expected, 9));
            long[] found = generator
                    .generate(List.of(EmbeddedPrompt.of(prompt)), GenerationOptions.greedy(20), TokenListener.NONE)
                    .get(0);
            assertArrayEquals(Arrays.copyOfRange(expected, 9, 9 + found.length), found);
            assertTrue(found.length > 5);
        }
    }
}
