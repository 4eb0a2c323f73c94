package dev.graft.graph.onnx;

import dev.graft.graph.Graph;
import dev.graft.graph.rewrite.DropoutMasks;
import dev.graft.graph.rewrite.OpsetUpgrade;
import dev.graft.graph.rewrite.SinglePrecision;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.testsupport.Checkout;
import dev.graft.testsupport.fuzz.FuzzFile;
import dev.graft.testsupport.fuzz.Fuzzer;
import java.util.List;
import org.junit.jupiter.api.Test;

class OnnxFuzzTest {
    private static final List<Class<? extends Throwable>> REFUSALS =
            List.of(ModelFileException.class, InvalidInputException.class);

    private static void fuzz(String kind, Fuzzer.Reader reader) throws Exception {
        Fuzzer fuzzer = new Fuzzer(kind, REFUSALS, reader);
        for (String model : List.of("clip_vision", "gpt2", "phi", "vit")) {
            fuzzer.seed(Checkout.tiny(model).resolve("onnx/model.onnx"));
        }
        fuzzer.words(
                        "MatMul",
                        "com.microsoft",
                        "Loop",
                        "If",
                        "Scan",
                        "QuantizeLinear",
                        "Constant",
                        "Cast",
                        "Squeeze",
                        "Dropout")
                .run();
    }

    @Test
    void files() throws Exception {
        try (FuzzFile files = new FuzzFile()) {
            fuzz("onnx", input -> OnnxFile.read(files.of("model.onnx", input)));
        }
    }

    /** What is read may still make no sense; the rewriting that needs no runtime says so. */
    @Test
    void rewriting() throws Exception {
        try (FuzzFile files = new FuzzFile()) {
            fuzz("onnx-rewriting", input -> {
                Graph graph = OnnxFile.read(files.of("model.onnx", input));
                Graph upgraded = OpsetUpgrade.upgrade(graph.pruned());
                DropoutMasks.fed(SinglePrecision.widen(upgraded));
                OnnxFile.encode(upgraded, files.folder());
            });
        }
    }
}
