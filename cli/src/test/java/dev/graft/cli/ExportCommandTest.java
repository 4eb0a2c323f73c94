package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.adapters.AdapterSpec;
import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.models.folder.BackboneReference;
import dev.graft.models.folder.ModelFolder;
import dev.graft.models.folder.VisionLanguageDescription;
import dev.graft.models.prompt.PromptReading;
import dev.graft.models.prompt.PromptTemplate;
import dev.graft.testsupport.SharedData;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportCommandTest {
    private static final AdapterSpec LINEAR = AdapterSpec.of(Map.of("kind", "linear"));
    private static final AdapterSpec MLP = AdapterSpec.of(Map.of("kind", "mlp", "hidden_width", 64));

    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int export(Path weights, AdapterSpec spec, int visionWidth, String names) throws IOException {
        Path nowhere = Path.of("nowhere");
        VisionLanguageDescription description = new VisionLanguageDescription(
                spec,
                PromptTemplate.DEFAULT,
                PromptReading.DEFAULT,
                "last",
                16,
                new BackboneReference(BackbonePlace.of(nowhere), "vision", "0", visionWidth),
                new BackboneReference(BackbonePlace.of(nowhere), "language", "0", 64));
        Files.writeString(folder.resolve(ModelFolder.CONFIG), description.toJson());
        Files.copy(weights, folder.resolve(ModelFolder.WEIGHTS));
        return Main.run(
                Main.commandLine().setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(err, true)),
                "export",
                folder.toString(),
                "--names",
                names,
                "--output",
                folder.resolve("out.safetensors").toString());
    }

    private void assertSameBytes(Path weights) throws IOException {
        assertArrayEquals(Files.readAllBytes(weights), Files.readAllBytes(folder.resolve("out.safetensors")));
    }

    @Test
    void llavaWeightsComeOutAsTheyWentIn() throws IOException {
        Path weights = SharedData.path("fixtures/adapters/llava-mlp/weights.safetensors");
        assertEquals(Main.DONE, export(weights, MLP, 48, "llava"), err.toString());
        assertSameBytes(weights);
    }

    @Test
    void minigpt4WeightsComeOutAsTheyWentIn() throws IOException {
        Path weights = SharedData.path("fixtures/adapters/minigpt4-linear/weights.safetensors");
        assertEquals(Main.DONE, export(weights, LINEAR, 32, "minigpt4"), err.toString());
        assertSameBytes(weights);
    }

    @Test
    void namesThatDoNotExistOrDoNotFitAreRefused() throws IOException {
        Path weights = SharedData.path("fixtures/adapters/minigpt4-linear/weights.safetensors");
        assertEquals(Main.USAGE, export(weights, LINEAR, 32, "llava"));
        assertTrue(err.toString().contains("'llava' has no names"), err.toString());
        assertFalse(Files.exists(folder.resolve("out.safetensors")));
    }
}
