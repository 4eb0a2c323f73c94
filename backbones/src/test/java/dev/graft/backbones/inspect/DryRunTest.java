package dev.graft.backbones.inspect;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import dev.graft.testsupport.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DryRunTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"llama", "t5", "vit", "dinov2"})
    void exportsOfAllKindsRun(String name) {
        assertInstanceOf(DryRun.Passed.class, describe(Checkout.tiny(name)).run());
    }

    @Test
    void aNumberThatIsNoneIsAFailure() throws IOException {
        GraphBuilder g = new GraphBuilder("encoder");
        Value pixels = g.input("pixel_values", ElementType.FLOAT, "batch", 3, 4, 4);
        g.output("last_hidden_state", pixels.add(-1).log());
        OnnxFile.write(g.build(), folder.resolve("model.onnx"));
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"test\", \"image_size\": 4}");
        DryRun.Failed failed =
                assertInstanceOf(DryRun.Failed.class, describe(folder).run());
        assertTrue(failed.reason().contains("not a number"), failed.reason());
    }

    @Test
    void whatTheRuntimeRefusesIsAFailureWithItsReason() throws IOException {
        GraphBuilder g = new GraphBuilder("decoder");
        Value ids = g.input("input_ids", ElementType.INT64, "batch", "tokens");
        Value table = g.constant(Tensor.of(new float[] {1, 2, 3, 4}, 2, 2));
        g.output("logits", g.op("NoSuchOperator", Map.of(), table.gather(ids, 0)));
        OnnxFile.write(g.build(), folder.resolve("model.onnx"));
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"test\"}");
        DryRun.Failed failed =
                assertInstanceOf(DryRun.Failed.class, describe(folder).run());
        assertTrue(failed.reason().contains("NoSuchOperator"), failed.reason());
    }

    @Test
    void whatTakesMoreMemoryThanThereIsIsNotTried() {
        assumeTrue(FreeMemory.bytes().isPresent());
        DryRun found = DryRun.of(
                BackboneKind.DECODER,
                BackbonePlace.of(Checkout.tiny("llama")),
                1e15,
                Optional.empty(),
                SessionConfig.DEFAULT);
        DryRun.Untried untried = assertInstanceOf(DryRun.Untried.class, found);
        assertTrue(untried.reason().contains("of memory are free"), untried.reason());
    }

    private static BackboneDescription describe(Path place) {
        return BackboneDescription.of(BackbonePlace.of(place), SessionConfig.DEFAULT);
    }
}
