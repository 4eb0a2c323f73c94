package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.Safetensors;
import dev.graft.testsupport.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;

/** A model that was imported from a whole checkpoint, and trained a little. */
class WholeCheckpointTrial extends ExportTrial {
    Path checkpoint;
    Path imported;

    @BeforeEach
    void importCheckpoint() throws IOException {
        checkpoint = folder.resolve("checkpoint");
        assertEquals(Main.DONE, export(model, "hf", checkpoint, weights("hf")), err.toString());
        imported = importWhole("imported");
        Map<String, Tensor> trained = new LinkedHashMap<>();
        Safetensors.read(imported.resolve("model.safetensors")).forEach((name, tensor) -> {
            Tensor copy = tensor.copy();
            copy.floats().put(0, 0.125f);
            trained.put(name, copy);
        });
        Safetensors.write(imported.resolve("model.safetensors"), trained, Map.of());
    }

    Path importWhole(String name, String... more) {
        assertEquals(Main.DONE, graft(importing(name, more)), err.toString());
        return folder.resolve(name);
    }

    String[] importing(String name, String... more) {
        return Stream.concat(
                        Stream.of(
                                "import",
                                checkpoint.toString(),
                                "--vision",
                                Checkout.tiny("clip_vision").toString(),
                                "--language",
                                folder.resolve("language").toString(),
                                "--output",
                                folder.resolve(name).toString()),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    /** Gives the checkpoint other weights. */
    void save(Map<String, Tensor> weights) throws IOException {
        Path file = checkpoint.resolve("model.safetensors");
        Files.delete(file);
        Safetensors.write(file, weights, Map.of());
    }

    /** Another weight of the same shape. */
    static Tensor grown(Tensor tensor) {
        Tensor copy = tensor.copy();
        for (int i = 0; i < copy.size(); i++) {
            copy.floats().put(i, copy.floats().get(i) + 0.01f * (i % 3));
        }
        return copy;
    }
}
