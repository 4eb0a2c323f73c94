package dev.graft.backbones.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.graph.rewrite.OpsetUpgrade;
import dev.graft.graph.rewrite.Specialization;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.Safetensors;
import dev.graft.testsupport.Checkout;
import dev.graft.testsupport.Closeness;
import dev.graft.testsupport.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors of texts against PyTorch: {@code scripts/reference/text_encoders.py} and the exports of the shared fixtures. */
class TextEncoderTest {
    private static final Path TEXT = Path.of("src/test/resources/dev/graft/backbones/text");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"clip, auto", "clip, mean", "bert, auto", "bert, mean", "bert, last", "siglip, auto"})
    void publishedEncoders(String name, String pooling) {
        Map<String, Tensor> golden = Safetensors.read(TEXT.resolve("golden.safetensors"));
        try (TextEncoder encoder = open(TEXT.resolve(name), pooling)) {
            Tensor expected = golden.get(name + "|" + pooling);
            assertEquals(expected.dim(0), encoder.width());
            assertClose(
                    expected.toFloatArray(),
                    encoder.encode(golden.get(name + "|ids").toLongArray()).toFloatArray());
        }
    }

    @Test
    void theEncoderOfAnEncoderDecoderModel() {
        checkEncoder(SharedData.path("fixtures/backbones/t5"));
    }

    @Test
    void theEncoderOfOurOwnEncoderDecoderModel() {
        checkEncoder(Checkout.tiny("t5"));
    }

    private static void checkEncoder(Path t5) {
        Map<String, Tensor> golden = Safetensors.read(t5.resolve("golden.safetensors"));
        try (TextEncoder mean = open(t5, "auto");
                TextEncoder last = open(t5, "last")) {
            for (int row = 0; row < golden.get("input_ids").dim(0); row++) {
                long[] ids = ids(golden, row);
                Tensor states = golden.get("encoder_last_hidden_state").rows().get(row);
                float[] sum = new float[(int) states.dim(1)];
                for (int token = 0; token < ids.length; token++) {
                    float[] state = states.rows().get(token).toFloatArray();
                    for (int i = 0; i < sum.length; i++) {
                        sum[i] += state[i] / ids.length;
                    }
                }
                assertClose(sum, mean.encode(ids).toFloatArray());
                assertClose(
                        states.rows().get(ids.length - 1).toFloatArray(),
                        last.encode(ids).toFloatArray());
            }
        }
    }

    /** The product of the states with the output layer's weights must be PyTorch's logits. */
    @ParameterizedTest
    @CsvSource({
        "gpt2, onnx::MatMul_838, ",
        "llama, onnx::MatMul_1035, ",
        "opt, onnx::MatMul_564, ",
        "qwen2, onnx::MatMul_1055, ",
        "phi, , m.lm_head.bias"
    })
    void whatTheOutputLayerOfALanguageModelReads(String name, String weight, String bias) {
        checkHead(SharedData.path("fixtures/backbones/" + name), weight, bias);
    }

    @ParameterizedTest
    @CsvSource({"gpt2, ", "llama, ", "phi, language.lm_head.bias"})
    void whatTheOutputLayerOfOurOwnModelReads(String name, String bias) {
        checkHead(Checkout.tiny(name), null, bias);
    }

    private static void checkHead(Path model, String weight, String bias) {
        Map<String, Tensor> golden = Safetensors.read(model.resolve("golden.safetensors"));
        Map<String, Constant> constants =
                OnnxFile.read(model.resolve("onnx/model.onnx")).constants();
        Tensor logits = golden.get("ids_logits");
        int vocabulary = (int) logits.dim(2);
        String product = weight == null ? headOf(constants, vocabulary) : weight;
        float[] head = constants.get(product).tensor().toFloatArray();
        float[] added = bias == null
                ? new float[vocabulary]
                : constants.get(bias).tensor().toFloatArray();
        try (TextEncoder encoder = open(model, "last")) {
            for (int row = 0; row < logits.dim(0); row++) {
                long[] ids = ids(golden, row);
                float[] state = encoder.encode(ids).toFloatArray();
                float[] found = new float[vocabulary];
                for (int word = 0; word < vocabulary; word++) {
                    found[word] = added[word];
                    for (int i = 0; i < state.length; i++) {
                        found[word] += state[i] * head[i * vocabulary + word];
                    }
                }
                Tensor expected = logits.rows().get(row).rows().get(last(golden, row));
                assertClose(expected.toFloatArray(), found);
            }
        }
    }

    /** The only weight {@code [width, vocabulary]}. */
    private static String headOf(Map<String, Constant> constants, int vocabulary) {
        return constants.entrySet().stream()
                .filter(entry ->
                        entry.getValue().shape().length == 2 && entry.getValue().shape()[1] == vocabulary)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    /** The tokens that are no padding, which stands before them or after. */
    private static long[] ids(Map<String, Tensor> golden, int row) {
        long[] all = golden.get("input_ids").rows().get(row).toLongArray();
        long[] mask = golden.get("attention_mask").rows().get(row).toLongArray();
        return IntStream.range(0, all.length)
                .filter(i -> mask[i] == 1)
                .mapToLong(i -> all[i])
                .toArray();
    }

    /** The place of the last token that is no padding. */
    private static int last(Map<String, Tensor> golden, int row) {
        long[] mask = golden.get("attention_mask").rows().get(row).toLongArray();
        return IntStream.range(0, mask.length).filter(i -> mask[i] == 1).max().orElseThrow();
    }

    /** As the runtime's own specialisation of an export for an accelerator leaves it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aFixedNumberOfRowsAndTokensIsFilledUp(int rows) throws IOException {
        Path llama = Checkout.tiny("llama");
        Graph graph = OpsetUpgrade.upgrade(OnnxFile.read(llama.resolve("onnx/model.onnx")));
        Map<String, Constant> constants = new LinkedHashMap<>(graph.constants());
        constants.replaceAll((name, constant) -> Constant.of(constant.tensor().copy()));
        Map<String, long[]> shapes = new LinkedHashMap<>();
        graph.inputNames()
                .forEach(name ->
                        shapes.put(name, name.startsWith("past") ? new long[] {rows, 1, 0, 8} : new long[] {rows, 12}));
        Graph fixed = Specialization.of(
                        graph.withConstants(constants)
                                .withOutputNames(List.of("logits"))
                                .pruned(),
                        shapes)
                .graph();
        OnnxFile.write(fixed, folder.resolve("model.onnx"));
        Files.copy(llama.resolve("config.json"), folder.resolve("config.json"));
        long[] ids = {5, 9, 4, 22, 7};
        try (TextEncoder expected = open(llama, "last");
                TextEncoder found = open(folder, "last")) {
            assertEquals(12, found.longest());
            assertClose(expected.encode(ids).toFloatArray(), found.encode(ids).toFloatArray());
        }
    }

    @Test
    void anotherOutputIsRefused() throws IOException {
        write("vectors", ids -> ids);
        Exception e = assertThrows(ModelFileException.class, () -> open(folder, "auto"));
        assertTrue(e.getMessage().contains("[vectors]") && e.getMessage().contains("text_embeds"), e.getMessage());
        e = assertThrows(ModelFileException.class, () -> open(TEXT.resolve("bert"), "pooled"));
        assertTrue(e.getMessage().contains("choose mean or last"), e.getMessage());
    }

    /** Where the logits do not follow from a product, it is said rather than guessed. */
    @Test
    void anOutputLayerThatIsNoneIsRefused() throws IOException {
        write("logits", ids -> ids.softmax(-1));
        Exception e = assertThrows(ModelFileException.class, () -> open(folder, "last"));
        assertTrue(e.getMessage().contains("Softmax") && e.getMessage().contains("text encoder"), e.getMessage());
    }

    @Test
    void textsOfNoTokensAndOfTooManyAreRefused() {
        try (TextEncoder encoder = open(TEXT.resolve("bert"), "auto")) {
            assertEquals(12, encoder.longest());
            assertThrows(InvalidInputException.class, encoder::encode);
            assertThrows(InvalidInputException.class, () -> encoder.encode(new long[13]));
        }
        try (TextEncoder padded = open(TEXT.resolve("siglip"), "auto")) {
            assertEquals(9, padded.longest());
        }
    }

    private void write(String output, UnaryOperator<Value> last) throws IOException {
        GraphBuilder g = new GraphBuilder("text");
        Value ids = g.input("input_ids", ElementType.INT64, "batch", "tokens");
        Value table = g.constant("table", Constant.of(Tensor.of(new float[] {1, 2, 3, 4}, 2, 2)));
        g.output(output, last.apply(table.gather(ids, 0)));
        OnnxFile.write(g.build(), folder.resolve("model.onnx"));
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"tiny\"}");
    }

    private static TextEncoder open(Path model, String pooling) {
        return TextEncoder.open(model, TextPooling.of(pooling), SessionConfig.DEFAULT);
    }

    private static void assertClose(float[] expected, float[] found) {
        Closeness.ofLargest(2e-5).check("vector", expected, found);
    }
}
