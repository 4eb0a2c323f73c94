package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What is right, for bad inputs to spoil: {@code vision}, {@code language} and {@code data} of {@link TinyParts}, a model
 * between them in {@code model}, one that compares in {@code comparing}, and {@code image.png}.
 */
final class ReadyFolder {
    private ReadyFolder() {}

    static void write(Path folder) throws IOException {
        TinyParts.write(folder);
        Files.copy(folder.resolve("data/0.png"), folder.resolve("image.png"));
        train(folder, "model", "prompt.template={image}{question}");
        train(folder, "comparing", "objective.kind=clip");
    }

    private static void train(Path folder, String output, String setting) {
        StringWriter said = new StringWriter();
        int code = Main.run(
                Main.commandLine().setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(said, true)),
                "train",
                "--vision=" + folder.resolve("vision"),
                "--language=" + folder.resolve("language"),
                "--data=" + folder.resolve("data"),
                "--output=" + folder.resolve(output),
                "--steps=2",
                "--batch=4",
                "--set=" + setting,
                "--set=cache=" + folder.resolve("cache"),
                "--set=validation_answers=0",
                "--set=final_evaluation=0");
        assertEquals(Main.DONE, code, said::toString);
    }
}
