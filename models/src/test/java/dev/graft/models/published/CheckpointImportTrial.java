package dev.graft.models.published;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.WeightNames;
import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.folder.AdapterImport;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.safetensors.Safetensors;
import dev.graft.testsupport.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;

/** A folder that is filled like a published checkpoint, and what an import reads of it. */
class CheckpointImportTrial {
    static final String TEMPLATE = "{% for m in messages %}{{ m.role | upper }}: {% for c in m.content %}"
            + "{{ '<image>\\n' if c.type == 'image' else c.text + ' ' }}{% endfor %}{% endfor %}"
            + "{% if add_generation_prompt %}ASSISTANT:{% endif %}";

    @TempDir
    Path folder;

    void write(String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A checkpoint of an adapter between the fixture of a vision transformer, of width 48, and stories260k, of width 64. */
    void checkpoint(String config) {
        Adapter adapter = AdapterSpec.of(Map.of()).create(48, 16, 64);
        Safetensors.write(
                folder.resolve("model.safetensors"),
                WeightNames.LLAVA.rename(adapter, adapter.initialise(5)),
                Map.of());
        write("config.json", config);
    }

    AdapterImport read(AdapterImport.Settings settings) {
        return AdapterImport.read(
                List.of(folder),
                BackbonePlace.of(SharedData.path("fixtures/backbones/vit")),
                BackbonePlace.of(SharedData.path("backbones/stories260k")),
                settings,
                SessionConfig.DEFAULT);
    }

    AdapterImport read() {
        return read(new AdapterImport.Settings(
                Optional.empty(), Optional.empty(), Optional.empty(), UnaryOperator.identity(), Map.of()));
    }

    void assertRefused(String message) {
        String found = assertThrows(ModelFileException.class, this::read).getMessage();
        assertTrue(found.contains(message), found);
    }
}
