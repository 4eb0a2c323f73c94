package dev.graft.backbones.folder;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.testsupport.Checkout;
import dev.graft.testsupport.fuzz.Fuzzer;
import dev.graft.testsupport.memory.MemoryFolder;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigFuzzTest {
    @Test
    void configurations() throws Exception {
        MemoryFolder files = new MemoryFolder();
        Fuzzer fuzzer = new Fuzzer("config", List.of(ModelFileException.class, InvalidInputException.class), input -> {
            files.of("config.json", input);
            ModelConfig.load(files.folder());
        });
        for (String model : List.of("clip_vision", "gpt2", "llama", "t5", "vit")) {
            fuzzer.seed(Checkout.tiny(model).resolve("config.json"));
        }
        fuzzer.words(
                        "model_type",
                        "vision_config",
                        "text_config",
                        "hidden_size",
                        "eos_token_id",
                        "n_positions",
                        "image_size")
                .run();
    }
}
