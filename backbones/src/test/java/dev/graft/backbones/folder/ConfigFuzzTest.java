package dev.graft.backbones.folder;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.testsupport.Checkout;
import dev.graft.testsupport.fuzz.Fuzzer;
import dev.graft.testsupport.memory.MemoryFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ConfigFuzzTest {
    private static final List<Class<? extends Throwable>> REFUSALS =
            List.of(ModelFileException.class, InvalidInputException.class);

    private static final List<Consumer<ModelConfig>> ASKED = List.of(
            ModelConfig::modelType,
            ModelConfig::width,
            ModelConfig::layers,
            ModelConfig::heads,
            ModelConfig::keyValueHeads,
            ModelConfig::vocabularySize,
            ModelConfig::contextLength,
            ModelConfig::visionPart,
            ModelConfig::vision,
            ModelConfig::isEncoderDecoder,
            ModelConfig::bosId,
            ModelConfig::padId,
            ModelConfig::decoderStartId,
            ModelConfig::eosIds,
            ModelConfig::scalesEmbeddingInLookup);

    @Test
    void configurations() throws Exception {
        MemoryFolder files = new MemoryFolder();
        Fuzzer fuzzer = new Fuzzer("config", REFUSALS, input -> {
            files.of("config.json", input);
            askAll(ModelConfig.load(files.folder()));
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

    @Test
    void generationConfigurations() throws Exception {
        MemoryFolder files = new MemoryFolder();
        Path llama = Checkout.tiny("llama");
        files.of("config.json", Files.readAllBytes(llama.resolve("config.json")));
        new Fuzzer("generation-config", REFUSALS, input -> {
                    files.of("generation_config.json", input);
                    askAll(ModelConfig.load(files.folder()));
                })
                .seed(llama.resolve("generation_config.json"))
                .seed(Checkout.tiny("t5").resolve("generation_config.json"))
                .words("eos_token_id", "bos_token_id", "pad_token_id", "decoder_start_token_id", "[1, 2]")
                .run();
    }

    /** Asks for all, also after a refusal, and throws the first one. */
    private static void askAll(ModelConfig config) {
        RuntimeException first = null;
        for (Consumer<ModelConfig> each : ASKED) {
            try {
                each.accept(config);
            } catch (ModelFileException | InvalidInputException refusal) {
                first = first == null ? refusal : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
