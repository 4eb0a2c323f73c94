package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.testsupport.SharedData;
import dev.graft.world.EmbeddedBackbone;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int verify(Path backbone, String... more) {
        List<String> arguments = new ArrayList<>(List.of("verify", backbone.toString()));
        arguments.addAll(List.of(more));
        return Main.run(
                Main.commandLine().setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(err, true)),
                arguments.toArray(String[]::new));
    }

    @Test
    void anErrorAboveTheToleranceIsAFailure() {
        Path backbone = EmbeddedBackbone.SHAPES_VISION.unpack(folder);
        assertEquals(Main.DONE, verify(backbone), err.toString());
        assertEquals(Main.FAILED, verify(backbone, "--tolerance", "1e-12"));
        assertTrue(err.toString().contains("is not verified: gradient_rel_error "), err.toString());
        assertTrue(err.toString().contains("relative errors of at most 1.0E-12"), err.toString());
    }

    @Test
    void aReferenceOfAnotherModelIsAFailure() {
        Path gpt2 = SharedData.path("fixtures/backbones/gpt2");
        Path reference = gpt2.resolve("golden.safetensors");
        assertEquals(Main.DONE, verify(gpt2, "--reference", reference.toString()), err.toString());
        String other = SharedData.path("fixtures/backbones/opt")
                .resolve("golden.safetensors")
                .toString();
        assertTrue(verify(gpt2, "--reference", other) != Main.DONE);
    }
}
