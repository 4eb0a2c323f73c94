package dev.graft.graph.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.graft.graph.Constant;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.tensors.ElementType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxFileTest {
    @TempDir
    private Path folder;

    /** As exporters leave them that write each tensor to a file of its own. */
    @Test
    void filesOfFewBytesBelongToTheModelToo() throws IOException {
        Path bias = Files.write(folder.resolve("bias"), new byte[8]);
        Path kernel = Files.write(folder.resolve("kernel"), new byte[4096]);
        GraphBuilder g = new GraphBuilder("small");
        Value x = g.input("x", ElementType.FLOAT, 1, 512);
        Value weights = g.constant("w", new Constant.Stored(ElementType.FLOAT, new long[] {512, 2}, kernel, 0));
        Value shift = g.constant("b", new Constant.Stored(ElementType.FLOAT, new long[] {2}, bias, 0));
        g.output("y", x.matMul(weights).add(shift));
        Path model = folder.resolve("model.onnx");
        OnnxFile.write(g.build(), model);
        assertEquals(List.of(model, bias, kernel), OnnxFile.filesOf(model));
    }
}
