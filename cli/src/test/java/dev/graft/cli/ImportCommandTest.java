package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.testsupport.SharedData;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int graft(String... arguments) {
        return Main.run(
                Main.commandLine().setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(err, true)),
                arguments);
    }

    private int importWeights(String... more) {
        List<String> arguments = new ArrayList<>(List.of("import"));
        arguments.add(SharedData.path("fixtures/adapters/llava-mlp/weights.safetensors")
                .toString());
        arguments.addAll(
                List.of("--vision", SharedData.path("fixtures/backbones/vit").toString()));
        arguments.addAll(
                List.of("--language", SharedData.path("backbones/stories260k").toString()));
        arguments.addAll(List.of("--output", folder.resolve("model").toString()));
        arguments.addAll(List.of(more));
        return graft(arguments.toArray(String[]::new));
    }

    @Test
    void whatIsImportedIsExportedByteForByte() throws IOException {
        assertEquals(Main.DONE, importWeights("--set", "adapter.activation=relu"), err.toString());
        assertTrue(err.toString().contains("llava"), err.toString());
        String model = folder.resolve("model").toString();
        Path exported = folder.resolve("out.safetensors");
        assertEquals(Main.DONE, graft("export", model, "--names", "llava", "--output", exported.toString()));
        assertArrayEquals(
                Files.readAllBytes(SharedData.path("fixtures/adapters/llava-mlp/weights.safetensors")),
                Files.readAllBytes(exported));
        assertTrue(Files.readString(folder.resolve("model/config.json")).contains("\"relu\""));
    }

    @Test
    void settingsThatDoNotExistAreRefused() {
        assertEquals(Main.USAGE, importWeights("--set", "adapter.activaton=relu"));
        assertTrue(err.toString().contains("activaton"), err.toString());
        assertEquals(Main.USAGE, importWeights("--set", "steps=3"));
        assertTrue(err.toString().contains("found 'steps'"), err.toString());
        assertFalse(Files.exists(folder.resolve("model")));
    }
}
