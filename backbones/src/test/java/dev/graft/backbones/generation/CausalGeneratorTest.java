package dev.graft.backbones.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.language.CausalLanguageModel;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.Graph;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prompts of different lengths in one batch are continued as each of them alone, which needs no padding. */
class CausalGeneratorTest {
    private static final int VOCABULARY = 23;
    private static final int WIDTH = 16;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void decoderThatReadsTheLengthsOfRows(boolean lastLogitsOnly) throws IOException {
        GraphBuilder g = new GraphBuilder("lengths");
        Random random = new Random(5);
        Value x = table(g, random).gather(g.input("input_ids", ElementType.INT64, "batch", "tokens"), 0);
        Value mask = g.input("attention_mask", ElementType.INT64, "batch", "total");
        Value one = g.scalar(ElementType.INT64, 1);
        Value last = mask.sum(true, 1).subtract(one).cast(ElementType.INT32);
        Value total = mask.shape().gather(one, 0).cast(ElementType.INT32);
        Value key = g.input("past_key_values.0.key", ElementType.FLOAT, "batch", 2, "past", 8);
        Value value = g.input("past_key_values.0.value", ElementType.FLOAT, "batch", 2, "past", 8);
        Map<String, ?> attributes = Map.of("num_heads", 2, "kv_num_heads", 2);
        Value y = g.op(
                "GroupQueryAttention",
                Graph.MICROSOFT,
                attributes,
                ElementType.FLOAT,
                x,
                x,
                x,
                key,
                value,
                last,
                total);
        Value presentKey = g.extraOutput(y.name(), 1, ElementType.FLOAT);
        Value presentValue = g.extraOutput(y.name(), 2, ElementType.FLOAT);
        Value states = lastLogitsOnly ? x.add(y).slice(-1, Long.MAX_VALUE, 1) : x.add(y);
        g.output("logits", states.matMulTransposed(table(g, random)));
        g.output("present.0.key", presentKey);
        g.output("present.0.value", presentValue);

        assertBatchesAsAlone(g.build());
    }

    /** PyTorch's exporter drops an epsilon as small as 1e-8. */
    @Test
    void normWithoutEpsilon() throws IOException {
        GraphBuilder g = new GraphBuilder("norm");
        Random random = new Random(6);
        Value ids = g.input("input_ids", ElementType.INT64, "batch", "tokens");
        Value x = table(g, random).gather(ids, 0);
        Value normal = x.multiply(x.square().mean(true, -1).squareRoot().reciprocal());
        Value mask = g.input("attention_mask", ElementType.INT64, "batch", "tokens");
        Value hidden = mask.cast(ElementType.FLOAT).add(-1).multiply(1e9).unsqueeze(1);
        Value scores = normal.matMul(normal, false, true, 1).add(hidden);
        Value y = scores.softmax(-1).matMul(normal, false, false, 1);
        g.output("logits", normal.add(y).matMulTransposed(table(g, random)));

        assertBatchesAsAlone(g.build());
    }

    /** Without a mask all that stands before a token is read, padding too. */
    @Test
    void noMaskAtAll() throws IOException {
        GraphBuilder g = new GraphBuilder("no mask");
        Random random = new Random(7);
        Value x = table(g, random).gather(g.input("input_ids", ElementType.INT64, "batch", "tokens"), 0);
        Value sums = g.op("CumSum", Map.of(), x, g.scalar(ElementType.INT64, 1));
        g.output("logits", sums.matMulTransposed(table(g, random)));

        assertBatchesAsAlone(g.build());
        assertEquals(Padding.NONE, padding());
    }

    /** Exports of GPT-2 without an input for positions count padding as positions. */
    @Test
    void positionsThatNobodyCanGive() throws IOException {
        GraphBuilder g = new GraphBuilder("own positions");
        Random random = new Random(8);
        Value words = table(g, random).gather(g.input("input_ids", ElementType.INT64, "batch", "tokens"), 0);
        Value ones = words.sum(false, -1).multiply(0).add(1);
        Value positions =
                g.op("CumSum", Map.of(), ones, g.scalar(ElementType.INT64, 1)).cast(ElementType.INT64);
        Value x = words.add(table(g, random).gather(positions, 0));
        Value mask = g.input("attention_mask", ElementType.INT64, "batch", "tokens");
        Value hidden = mask.cast(ElementType.FLOAT).add(-1).multiply(1e9).unsqueeze(1);
        Value y = x.matMul(x, false, true, 0.1f).add(hidden).softmax(-1).matMul(x, false, false, 1);
        g.output("logits", x.add(y).matMulTransposed(table(g, random)));

        assertBatchesAsAlone(g.build());
        assertEquals(Padding.NONE, padding());
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "phi", "gpt2"})
    void exportsWithMaskAndPositionsArePaddedInFront(String name) {
        CausalLanguageModel model = (CausalLanguageModel) LanguageModel.load(Checkout.tiny(name));
        assertEquals(Padding.BEFORE, Padding.of(model, SessionConfig.DEFAULT));
    }

    private Padding padding() {
        return Padding.of((CausalLanguageModel) LanguageModel.load(folder), SessionConfig.DEFAULT);
    }

    private void assertBatchesAsAlone(Graph graph) throws IOException {
        OnnxFile.write(graph, folder.resolve("model.onnx"));
        assertBatchesAsAlone("{\"model_type\": \"test\", \"vocab_size\": 23}");
        // The longest prompt leaves room for five tokens, the others for eight and seven.
        assertBatchesAsAlone("{\"model_type\": \"test\", \"vocab_size\": 23, \"max_position_embeddings\": 10}");
    }

    private void assertBatchesAsAlone(String config) throws IOException {
        Files.writeString(folder.resolve("config.json"), config);
        try (Generator generator = Generator.open(LanguageModel.load(folder), SessionConfig.DEFAULT)) {
            List<Tensor> prompts = List.of(
                    generator.embed(new long[] {3, 1, 4, 15, 9}),
                    generator.embed(new long[] {7}),
                    generator.embed(new long[] {20, 2, 6}));
            GenerationOptions greedy = GenerationOptions.greedy(8);
            GenerationOptions beams = greedy.withBeams(Beams.of(3)).withAnswers(2);
            for (GenerationOptions options : List.of(greedy, beams)) {
                List<String> alone = new ArrayList<>();
                prompts.forEach(prompt -> alone.addAll(generate(generator, List.of(prompt), options)));
                assertEquals(alone, generate(generator, prompts, options));
                assertEquals(alone, joining(generator, prompts, options));
            }
        }
    }

    private static List<String> generate(Generator generator, List<Tensor> prompts, GenerationOptions options) {
        List<EmbeddedPrompt> embedded = prompts.stream().map(EmbeddedPrompt::of).toList();
        return generator.generate(embedded, options, TokenListener.NONE).stream()
                .map(Arrays::toString)
                .toList();
    }

    /** Prompts that come while others are being continued, and one that leaves. */
    private static List<String> joining(Generator generator, List<Tensor> prompts, GenerationOptions options) {
        List<RunningBatch.Entry> entries = new ArrayList<>();
        try (RunningBatch batch = generator.batch()) {
            for (Tensor prompt : prompts) {
                RunningBatch.Request request = new RunningBatch.Request(
                        EmbeddedPrompt.of(prompt), options, 0, TextEnd.NONE, TokenListener.NONE);
                RunningBatch.Entry leaving = batch.join(List.of(request)).get(0);
                batch.step();
                entries.addAll(batch.join(List.of(request)));
                batch.step();
                leaving.leave();
                assertTrue(leaving.isDone());
            }
            boolean going = true;
            while (going) {
                going = batch.step();
            }
            assertTrue(entries.stream().allMatch(RunningBatch.Entry::isDone));
        }
        return entries.stream()
                .flatMap(entry -> entry.texts().stream())
                .map(Arrays::toString)
                .toList();
    }

    private static Value table(GraphBuilder g, Random random) {
        float[] values = new float[VOCABULARY * WIDTH];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return g.constant(Tensor.of(values, VOCABULARY, WIDTH));
    }
}
