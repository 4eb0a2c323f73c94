package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.Safetensors;
import dev.graft.testsupport.SharedData;
import dev.graft.world.EmbeddedBackbone;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /** Each token is added to those before it, which no mask prevents. */
    @Test
    void promptsThatCannotBePaddedAreSaid() throws IOException {
        GraphBuilder g = new GraphBuilder("sums");
        Value ids = g.input("input_ids", ElementType.INT64, "batch", "tokens");
        Value table = g.constant(Tensor.of(new float[] {1, 0.5f, -0.25f, 0.75f, -1, 0.1f, 0.3f, -0.6f}, 4, 2));
        Value sums = g.op("CumSum", Map.of(), table.gather(ids, 0), g.scalar(ElementType.INT64, 1));
        g.output("logits", sums.matMulTransposed(table));
        OnnxFile.write(g.build(), folder.resolve("model.onnx"));
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"sums\", \"vocab_size\": 4}");
        assertEquals(Main.DONE, verify(folder), err.toString());
        assertTrue(err.toString().contains("prompts of different lengths are read one by one"), err.toString());
    }

    private JsonNode verified(Path backbone, String option, String value) throws IOException {
        StringWriter out = new StringWriter();
        String[] arguments = {"verify", backbone.toString(), option, value, "--json"};
        assertEquals(
                Main.DONE,
                Main.run(
                        Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)),
                        arguments),
                err.toString());
        return new ObjectMapper().readTree(out.toString());
    }

    @Test
    void tellsWhatAPrecisionChanges() throws IOException {
        Path backbone = EmbeddedBackbone.SHAPES_LANGUAGE.unpack(folder);
        assertTrue(verified(backbone, "--precision", "float32")
                .path("float32_gradient_cosine")
                .isMissingNode());
        JsonNode coarse = verified(backbone, "--precision", "int8");
        JsonNode fine = verified(backbone, "--precision", "int16");
        double cosine = coarse.path("float32_gradient_cosine").asDouble();
        double deviation = coarse.path("float32_gradient_deviation").asDouble();
        assertTrue(cosine > 0.998 && cosine < 0.99999, coarse.toString());
        // Of two vectors of nearly the same length: the chord of an angle.
        assertEquals(2 * (1 - cosine), deviation * deviation, 0.2 * deviation * deviation);
        assertTrue(fine.path("float32_gradient_deviation").asDouble() < deviation / 10, fine.toString());
        assertTrue(fine.path("float32_loss_difference").asDouble() < 1e-4, fine.toString());
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

    @Test
    void greedyTokensAreToldWhereTheReferenceHasThem() throws IOException {
        Path gpt2 = SharedData.path("fixtures/backbones/gpt2");
        Path whole = gpt2.resolve("golden.safetensors");
        assertTrue(verified(gpt2, "--reference", whole.toString())
                .path("greedy_equal")
                .asBoolean());
        Map<String, Tensor> golden = new LinkedHashMap<>(Safetensors.read(whole));
        golden.remove("greedy");
        Path without = folder.resolve("without.safetensors");
        Safetensors.write(without, golden, Map.of());
        JsonNode found = verified(gpt2, "--reference", without.toString());
        assertTrue(found.has("loss_rel_error"), found.toString());
        assertTrue(!found.has("greedy_equal") && !found.has("greedy_tokens"), found.toString());
    }
}
