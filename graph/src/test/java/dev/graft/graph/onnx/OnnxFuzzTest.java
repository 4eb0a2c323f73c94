package dev.graft.graph.onnx;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.autodiff.OperatorCases;
import dev.graft.graph.rewrite.DropoutMasks;
import dev.graft.graph.rewrite.OpsetUpgrade;
import dev.graft.graph.rewrite.SinglePrecision;
import dev.graft.graph.runtime.RuntimeFailure;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.testsupport.Checkout;
import dev.graft.testsupport.fuzz.Fuzzer;
import dev.graft.testsupport.memory.MemoryFolder;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OnnxFuzzTest {
    /** The last of them by the runtime, which is asked for types where something is dropped. */
    private static final List<Class<? extends Throwable>> REFUSALS =
            List.of(ModelFileException.class, InvalidInputException.class, RuntimeFailure.class);

    private static final int DATA_BYTES = 8192;

    private static Fuzzer fuzzer(String kind, Fuzzer.Reader reader) {
        Fuzzer fuzzer = new Fuzzer(kind, REFUSALS, reader);
        OperatorCases.all().forEach(each -> fuzzer.seed(OnnxFile.encode(each.graph(), Path.of(""))));
        return fuzzer.words(
                "MatMul",
                "com.microsoft",
                "Loop",
                "If",
                "Scan",
                "QuantizeLinear",
                "Constant",
                "Cast",
                "Squeeze",
                "Dropout",
                "location",
                "offset",
                "length");
    }

    /** The messages of a file, where a damage is at once one to what they say: most of an exported model is weights. */
    @Test
    void messages() throws Exception {
        Path name = Path.of("model.onnx");
        fuzzer("onnx", input -> new OnnxReader(name, ByteBuffer.wrap(input)).model())
                .run();
    }

    @Test
    void exportedFiles() throws Exception {
        MemoryFolder files = new MemoryFolder();
        Fuzzer fuzzer = fuzzer("onnx-files", input -> OnnxFile.read(files.of("model.onnx", input)));
        for (String model : List.of("clip_vision", "gpt2", "phi", "vit")) {
            fuzzer.seed(Checkout.tiny(model).resolve("onnx/model.onnx"));
        }
        fuzzer.run();
    }

    /** Names and places of weights beside the model, which are read where the model says. */
    @Test
    void externalData() throws Exception {
        MemoryFolder files = new MemoryFolder();
        Path data = files.of("model.onnx_data", new byte[DATA_BYTES]);
        fuzzer(
                        "onnx-external",
                        input -> OnnxFile.read(files.of("model.onnx", input))
                                .constants()
                                .values()
                                .forEach(Constant::tensor))
                .seed(OnnxFile.encode(stored(data), files.folder()))
                .run();
    }

    private static Graph stored(Path data) {
        Map<String, Constant> constants = new LinkedHashMap<>();
        constants.put("large", new Constant.Stored(ElementType.FLOAT, new long[] {32, 32}, data, 4096));
        constants.put("small", new Constant.Stored(ElementType.INT64, new long[] {2}, data, 0));
        return new Graph("g", List.of(), List.of(), constants, List.of(), Map.of("", 17));
    }

    /** What is read may still make no sense; the rewriting says so, or the runtime where it is asked. */
    @Test
    void rewriting() throws Exception {
        Path name = Path.of("model.onnx");
        fuzzer("onnx-rewriting", input -> {
                    Graph graph = new OnnxReader(name, ByteBuffer.wrap(input)).model();
                    Graph upgraded = OpsetUpgrade.upgrade(graph.pruned());
                    DropoutMasks.fed(SinglePrecision.widen(upgraded));
                    OnnxFile.encode(upgraded, Path.of(""));
                })
                .seed(Checkout.tiny("vit").resolve("onnx/model.onnx"))
                .run();
    }
}
