package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.testsupport.Checkout;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A small LLaVA of the parts of scripts/reference/exported_models.py, to be exported. */
abstract class ExportTrial {
    static final Path PARTS = Checkout.root().resolve("cli/src/test/resources/dev/graft/cli/export");
    static final ObjectMapper JSON = new ObjectMapper();

    final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    Path model;

    int graft(String... arguments) {
        return Main.run(
                Main.commandLine().setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(err, true)),
                arguments);
    }

    @BeforeEach
    void importModel() throws IOException {
        Path language = folder.resolve("language");
        copy(Checkout.tiny("llama"), language);
        for (String name : List.of("tokenizer.json", "tokenizer_config.json")) {
            Files.copy(PARTS.resolve(name), language.resolve(name));
        }
        model = importWith("model", "layer:-2,patches");
    }

    Path importWith(String name, String features, String... more) {
        Path output = folder.resolve(name);
        List<String> arguments = new ArrayList<>(List.of(
                "import",
                PARTS.resolve("adapter.safetensors").toString(),
                "--vision",
                Checkout.tiny("clip_vision").toString(),
                "--language",
                folder.resolve("language").toString(),
                "--features",
                features,
                "--output",
                output.toString()));
        arguments.addAll(more.length > 0 ? List.of(more) : List.of("--set", "prompt.format=llava"));
        assertEquals(Main.DONE, graft(arguments.toArray(String[]::new)), err.toString());
        return output;
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    int export(Path from, String form, Path to, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("export", from.toString(), "--to", form, "--output", to.toString()));
        arguments.addAll(List.of(more));
        return graft(arguments.toArray(String[]::new));
    }

    static String[] weights(String form) {
        String[] both = {
            "--vision-weights", PARTS.resolve("vision.safetensors").toString(),
            "--language-weights", PARTS.resolve("language.safetensors").toString()
        };
        return form.equals("hf") ? both : Arrays.copyOf(both, form.equals("gguf") ? 2 : 0);
    }
}
