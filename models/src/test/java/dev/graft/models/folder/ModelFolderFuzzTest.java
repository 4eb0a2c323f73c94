package dev.graft.models.folder;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.testsupport.fuzz.Fuzzer;
import dev.graft.testsupport.memory.MemoryFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelFolderFuzzTest {
    @Test
    void descriptions() throws Exception {
        MemoryFolder files = new MemoryFolder();
        new Fuzzer("model-folder", List.of(ModelFileException.class, InvalidInputException.class), input -> {
                    files.of("config.json", input);
                    ModelDescription.load(files.folder());
                })
                .seed(Path.of("src/test/resources/dev/graft/models/folder/model-config.json"))
                .seed("{}".getBytes(StandardCharsets.UTF_8))
                .words(
                        "adapter",
                        "format",
                        "prompt",
                        "template",
                        "language",
                        "vision",
                        "sha256",
                        "kind",
                        "linear",
                        "qformer")
                .run();
    }
}
