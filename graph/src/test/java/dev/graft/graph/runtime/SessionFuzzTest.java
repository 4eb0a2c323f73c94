package dev.graft.graph.runtime;

import dev.graft.graph.Graph;
import dev.graft.graph.ValueInfo;
import dev.graft.graph.autodiff.OperatorCases;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Shape;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorType;
import dev.graft.testsupport.Checkout;
import dev.graft.testsupport.fuzz.ChildReader;
import dev.graft.testsupport.fuzz.FuzzFile;
import dev.graft.testsupport.fuzz.Fuzzer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Damaged models that are read get as far as ONNX Runtime, in a process of its own: opened, and run once. */
class SessionFuzzTest {
    private static final int MOST_ELEMENTS = 1 << 20;

    @Test
    void sessions() throws Exception {
        try (ChildReader child = new ChildReader(Child.class)) {
            Fuzzer fuzzer = new Fuzzer("onnx-sessions", List.of(ChildReader.Refused.class), child);
            for (String model : List.of("clip_vision", "vit", "resnet")) {
                fuzzer.seed(Checkout.tiny(model).resolve("onnx/model.onnx"));
            }
            OperatorCases.all().forEach(each -> fuzzer.seed(OnnxFile.encode(each.graph(), Path.of(""))));
            fuzzer.words(
                            "MatMul",
                            "com.microsoft",
                            "Loop",
                            "If",
                            "Scan",
                            "QuantizeLinear",
                            "Resize",
                            "Einsum",
                            "Gather")
                    .runForSeconds();
        }
    }

    /** Opens one model after the other. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws IOException {
            try (FuzzFile files = new FuzzFile()) {
                ChildReader.serve(
                        // A few bytes may ask for any size; the process that has not as much says so and lives on.
                        List.of(
                                ModelFileException.class,
                                InvalidInputException.class,
                                RuntimeFailure.class,
                                OutOfMemoryError.class),
                        input -> run(files.of("model.onnx", input)));
            }
        }

        private static void run(Path file) {
            Graph graph = OnnxFile.read(file);
            GraphFile.about(file, () -> {
                try (Session session = Session.open(graph, SessionConfig.DEFAULT.withThreads(1))) {
                    Map<String, Tensor> feeds = new LinkedHashMap<>();
                    graph.inputs().stream()
                            .filter(input -> session.inputNames().contains(input.name()))
                            .forEach(input -> feeds.put(input.name(), zeros(input)));
                    return session.run(feeds);
                }
            });
        }

        private static Tensor zeros(ValueInfo input) {
            TensorType type = input.type();
            long[] shape = type.shape().dims().stream()
                    .mapToLong(dim -> dim.isKnown() ? dim.size() : 2)
                    .toArray();
            if (Shape.of(shape).elementCount() > MOST_ELEMENTS) {
                throw new InvalidInputException("an input of more elements than are tried");
            }
            return Tensor.allocate(type.element(), shape);
        }
    }
}
