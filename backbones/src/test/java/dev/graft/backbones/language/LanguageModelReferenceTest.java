package dev.graft.backbones.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.inspect.LanguageVerification;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.testsupport.Checkout;
import dev.graft.testsupport.SharedData;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logits, loss, gradient and greedy text of real exports against what PyTorch computed. */
class LanguageModelReferenceTest {
    @ParameterizedTest
    @ValueSource(strings = {"llama", "phi", "gpt2", "t5"})
    void ourOwnEqualPyTorch(String name) {
        check(Checkout.tiny(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fixtures/backbones/gpt2",
                "fixtures/backbones/opt",
                "fixtures/backbones/llama",
                "fixtures/backbones/qwen2",
                "fixtures/backbones/phi",
                "fixtures/backbones/t5",
                "backbones/stories260k"
            })
    void equalsPyTorch(String name) {
        check(SharedData.path(name));
    }

    private static void check(Path folder) {
        LanguageModel model = LanguageModel.load(folder);
        LanguageVerification result =
                LanguageVerification.against(model, folder.resolve("golden.safetensors"), SessionConfig.DEFAULT);

        assertEquals(0, result.logitsMaxAbsError(), 2e-4, "logits");
        assertEquals(0, result.lossRelError(), 1e-5, "loss");
        assertEquals(0, result.gradientRelError(), 1e-4, "gradient");
        assertTrue(result.greedy().orElseThrow().equal(), "greedy tokens");
    }
}
