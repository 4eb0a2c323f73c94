package dev.graft.backbones.decoding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.graft.backbones.generation.EmbeddedPrompt;
import dev.graft.backbones.generation.Generator;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.SafetensorsFile;
import dev.graft.testsupport.Checkout;
import dev.graft.testsupport.SharedData;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a cache and a prompt read once give, against PyTorch's logits of one pass over the whole text. */
class ContinuationScoresTest {
    private static final int PROMPT = 4;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fixtures/backbones/gpt2",
                "fixtures/backbones/opt",
                "fixtures/backbones/llama",
                "fixtures/backbones/qwen2",
                "fixtures/backbones/phi",
                "backbones/stories260k"
            })
    void decoder(String name) {
        checkDecoder(SharedData.path(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "phi", "gpt2"})
    void ourOwnDecoders(String name) {
        checkDecoder(Checkout.tiny(name));
    }

    private static void checkDecoder(Path folder) {
        SafetensorsFile golden = SafetensorsFile.open(folder.resolve("golden.safetensors"));
        try (Generator generator = Generator.open(LanguageModel.load(folder), SessionConfig.DEFAULT)) {
            Tensor ids = golden.tensor("input_ids").rows().get(0);
            long[] text = ids.toLongArray();
            long[] rest = Arrays.copyOfRange(text, PROMPT, text.length);
            Tensor logits = golden.tensor("ids_logits").rows().get(0);
            check(generator, generator.embed(Arrays.copyOf(text, PROMPT)), rest, logits, PROMPT - 1);
        }
    }

    @Test
    void encoderAndDecoder() {
        checkEncoderAndDecoder(SharedData.path("fixtures/backbones/t5"));
    }

    @Test
    void ourOwnEncoderAndDecoder() {
        checkEncoderAndDecoder(Checkout.tiny("t5"));
    }

    private static void checkEncoderAndDecoder(Path folder) {
        SafetensorsFile golden = SafetensorsFile.open(folder.resolve("golden.safetensors"));
        try (Generator generator = Generator.open(LanguageModel.load(folder), SessionConfig.DEFAULT)) {
            Tensor embeds = golden.tensor("inputs_embeds").rows().get(0);
            long[] labels = golden.tensor("labels").rows().get(0).toLongArray();
            check(generator, embeds, labels, golden.tensor("logits").rows().get(0), 0);
        }
    }

    /** Continuations of every length, more than are read together. */
    private static void check(Generator generator, Tensor prompt, long[] rest, Tensor logits, int first) {
        List<long[]> continuations = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            continuations.add(Arrays.copyOf(rest, i % (rest.length + 1)));
        }
        List<double[]> scores = generator.score(EmbeddedPrompt.of(prompt), continuations);
        assertEquals(continuations.size(), scores.size());
        for (int i = 0; i < scores.size(); i++) {
            long[] ids = continuations.get(i);
            assertEquals(ids.length, scores.get(i).length);
            for (int token = 0; token < ids.length; token++) {
                double expected = logSoftmax(logits, first + token, (int) ids[token]);
                assertEquals(expected, scores.get(i)[token], 2e-4, "continuation " + i + ", token " + token);
            }
        }
    }

    private static double logSoftmax(Tensor logits, int position, int token) {
        FloatBuffer row = logits.rows().get(position).floats();
        double sum = 0;
        for (int i = 0; i < row.capacity(); i++) {
            sum += Math.exp(row.get(i) - row.get(token));
        }
        return -Math.log(sum);
    }
}
