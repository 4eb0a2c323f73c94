package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.testsupport.Checkout;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Times of samples that begin alike say whether that was read once. */
class BenchmarkCommandTest {
    private static String benchmark(String... more) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> arguments =
                new ArrayList<>(List.of("benchmark", Checkout.tiny("llama").toString()));
        arguments.addAll(List.of("--steps", "1", "--batch", "2", "--visual-tokens", "4", "--targets", "2"));
        arguments.addAll(List.of(more));
        int status = Main.run(
                Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)),
                arguments.toArray(String[]::new));
        assertEquals(Main.DONE, status, err.toString());
        return out.toString();
    }

    @Test
    void whatIsReadOnceIsSaid() throws IOException {
        String once = "the first 24 tokens, which all prompts have, read once";
        String tokens = "40";
        assertTrue(benchmark("--tokens", tokens, "--shared", "24").startsWith(once));
        assertEquals(
                once,
                new ObjectMapper()
                        .readTree(benchmark("--tokens", tokens, "--shared", "24", "--json"))
                        .get("reading")
                        .textValue());
        String few = benchmark("--tokens", tokens, "--shared", "8");
        assertTrue(few.startsWith("the first 8 tokens, which all prompts have, read with each of them, since "), few);
        assertFalse(benchmark("--tokens", tokens).contains("which all prompts have"));
    }
}
