package dev.graft.backbones.decoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.decoding.EncoderDecoderGenerator;
import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.generation.EmbeddedPrompt;
import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.backbones.generation.TinyDecoder;
import dev.graft.backbones.generation.TokenListener;
import dev.graft.backbones.generation.rule.MinNewTokens;
import dev.graft.backbones.language.EncoderDecoderModel;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.Attribute;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.ValueInfo;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorType;
import dev.graft.testsupport.Checkout;
import dev.graft.testsupport.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cache is used where it gives what reading all again gives, and else told of and done without. */
class CachedDecoderTest {
    private static final Path T5 = Checkout.tiny("encoder-decoders").resolve("t5");
    private static final String KEY = "past_key_values.1.decoder.key";
    private static final String MASK = EncoderDecoderModel.ENCODER_MASK;

    @TempDir
    Path folder;

    private static EncoderDecoderModel load(Path place) {
        return (EncoderDecoderModel) LanguageModel.load(BackbonePlace.of(place));
    }

    private static List<EmbeddedPrompt> prompts(Function<long[], Tensor> embedding, int... lengths) {
        Random random = new Random(2);
        return IntStream.of(lengths)
                .mapToObj(length -> random.longs(length, 3, 40).toArray())
                .map(embedding)
                .map(EmbeddedPrompt::of)
                .toList();
    }

    /** Also of rows that were taken out, put in others' places and joined with others. */
    @ParameterizedTest
    @ValueSource(strings = {"t5", "bart"})
    void logitsAreThoseOfReadingAllAgain(String name) {
        EncoderDecoderModel model = load(T5.resolveSibling(name));
        try (EncodedSessions cached = EncodedSessions.open(model, SessionConfig.DEFAULT);
                EncodedSessions plain = EncodedSessions.open(model, SessionConfig.DEFAULT, Optional.empty())) {
            assertTrue(cached.next().isPresent());
            assertTrue(plain.next().isEmpty());
            List<Tensor> found = walk(model, cached);
            List<Tensor> expected = walk(model, plain);
            for (int i = 0; i < expected.size(); i++) {
                assertArrayEquals(last(expected.get(i)), last(found.get(i)), 2e-5f, "step " + i);
            }
        }
    }

    private static List<Tensor> walk(EncoderDecoderModel model, EncodedSessions sessions) {
        List<Tensor> seen = new ArrayList<>();
        Function<long[], Tensor> embedding = sessions.embedding()::embed;
        PromptPadding first = PromptPadding.marked(prompts(embedding, 7, 1, 4), model.width(), false);
        PromptPadding second = PromptPadding.marked(prompts(embedding, 9), model.width(), false);
        try (EncodedRun run = EncodedRun.of(sessions, first, model.startId());
                EncodedRun other = EncodedRun.of(sessions, second, model.startId())) {
            seen.add(run.logits());
            for (long[] tokens : new long[][] {{3, 9, 17}, {22, 4, 4}}) {
                run.append(tokens);
                seen.add(run.logits());
                other.append(new long[] {tokens[1]});
            }
            try (EncodedRun both = EncodedRun.join(run, other)) {
                seen.add(both.logits());
                both.append(new long[] {11, 12, 13, 14});
                seen.add(both.logits());
                try (EncodedRun twice = both.with(new int[] {3, 0, 3, 1, 0})) {
                    twice.append(new long[] {5, 6, 7, 8, 9});
                    seen.add(twice.logits());
                    // Rows of the same prompts first, then of others.
                    for (int[] sources : new int[][] {{2, 4, 0, 3, 1}, {1, 1, 2, 4, 3}}) {
                        EncodedRun moved = twice.rearranged(sources);
                        moved.append(new long[] {30, 31, 32, 33, 34});
                        seen.add(moved.logits());
                        moved.append(new long[] {1, 2, 3, 4, 5});
                        seen.add(moved.logits());
                        if (moved != twice) {
                            moved.close();
                            break;
                        }
                    }
                }
                both.append(new long[] {8, 8, 8, 9});
                seen.add(both.logits());
            }
        }
        return seen;
    }

    private static float[] last(Tensor logits) {
        int vocabulary = (int) logits.dim(2);
        float[] last = new float[(int) logits.dim(0) * vocabulary];
        for (int row = 0; row < logits.dim(0); row++) {
            int offset = (int) ((row + 1) * logits.dim(1) - 1) * vocabulary;
            logits.floats().slice(offset, vocabulary).get(last, row * vocabulary, vocabulary);
        }
        return last;
    }

    private static Graph next() {
        return TinyDecoder.read(T5.resolve("onnx/decoder_with_past_model.onnx"));
    }

    private static Graph whole() {
        return TinyDecoder.read(T5.resolve("onnx/decoder_model.onnx"));
    }

    @Test
    void aDecoderThatGivesNothingToGoOnWith() throws IOException {
        Graph next = next();
        List<String> outputs = new ArrayList<>(next.outputNames());
        outputs.remove(KEY.replace("past_key_values", "present"));
        done(
                whole(),
                next.withOutputNames(outputs).pruned(),
                "nothing gives 'present.1.decoder.key' for '" + KEY + "'");
    }

    @Test
    void aFirstDecoderThatGivesNothingToBeginWith() throws IOException {
        Graph first = whole().withOutputNames(List.of("logits")).pruned();
        done(first, next(), "nothing gives 'present.0.decoder.key' for 'past_key_values.0.decoder.key' to begin with");
    }

    @Test
    void anInputThatIsNotKnown() throws IOException {
        done(whole(), renamed(next(), KEY, "cache_position"), "asks for an input 'cache_position'");
    }

    @Test
    void aCacheOfAFixedLength() throws IOException {
        Graph next = next();
        List<ValueInfo> inputs = next.inputs().stream()
                .map(info -> info.name().equals(KEY)
                        ? new ValueInfo(KEY, TensorType.of(ElementType.FLOAT, "batch_size", 2, 1, 8))
                        : info)
                .toList();
        done(
                whole(),
                next.withInputs(inputs),
                "'" + KEY + "' FLOAT[batch_size, 2, 1, 8] has no axes of any rows and any");
    }

    /** As of an export that was traced with the place of the token in it: all fits, and what comes out is wrong. */
    @Test
    void aCacheWithWhichSomethingElseIsComputed() throws IOException {
        Graph next = next();
        String other = "past_key_values.0.decoder.key";
        Graph swapped = renamed(renamed(renamed(next, KEY, "past.x"), other, KEY), "past.x", other);
        done(whole(), swapped, "with it the decoder computes something else than without");
    }

    private static Graph renamed(Graph graph, String input, String name) {
        List<ValueInfo> inputs = graph.inputs().stream()
                .map(info -> info.name().equals(input) ? new ValueInfo(name, info.type()) : info)
                .toList();
        return graph.renameUses(value -> value.equals(input) ? name : value).withInputs(inputs);
    }

    /** The texts are right, though without the cache, and a line says why. */
    private void done(Graph first, Graph next, String reason) throws IOException {
        write(first, next);
        EncoderDecoderModel model = load(folder);
        List<String> told = LogLines.of(EncodedSessions.class, () -> {
            try (EncodedSessions sessions = EncodedSessions.open(model, SessionConfig.DEFAULT)) {
                assertTrue(sessions.next().isEmpty());
            }
        });
        assertEquals(1, told.size(), told.toString());
        assertTrue(told.get(0).startsWith("WARNING [" + folder), told.get(0));
        assertTrue(told.get(0).contains(reason), told.get(0));
        LogLines.of(EncodedSessions.class, () -> assertEquals(texts(load(T5)), texts(model)));
    }

    private void write(Graph first, Graph next) throws IOException {
        for (String file : List.of("config.json", "generation_config.json", "onnx/encoder_model.onnx")) {
            Files.copy(T5.resolve(file), folder.resolve(Path.of(file).getFileName()));
        }
        OnnxFile.write(first, folder.resolve("decoder_model.onnx"));
        if (next != null) {
            OnnxFile.write(next, folder.resolve("decoder_with_past_model.onnx"));
        }
    }

    private static List<String> texts(EncoderDecoderModel model) {
        try (EncoderDecoderGenerator generator = EncoderDecoderGenerator.open(model, SessionConfig.DEFAULT)) {
            GenerationOptions options = GenerationOptions.greedy(9).with(new MinNewTokens(6));
            return generator.generate(prompts(generator::embed, 7, 1, 4), options, TokenListener.NONE).stream()
                    .map(Arrays::toString)
                    .toList();
        }
    }

    /** Prompts of different lengths are then read alone, and padding is not taken for what was said. */
    @Test
    void aDecoderWithoutTheMaskOfThePrompts() throws IOException {
        Graph whole = whole();
        List<Node> nodes = new ArrayList<>(whole.nodes());
        nodes.add(0, node("Shape", List.of(EncoderDecoderModel.ENCODER_STATES), "m0", Map.of()));
        nodes.add(1, node("Gather", List.of("m0", "m_axes"), "m1", Map.of()));
        Map<String, Attribute> one = Map.of("value", new Attribute.Data(Constant.of(Tensor.of(new long[] {1}, 1))));
        nodes.add(2, node("ConstantOfShape", List.of("m1"), MASK, one));
        Map<String, Constant> constants = new LinkedHashMap<>(whole.constants());
        constants.put("m_axes", Constant.of(Tensor.of(new long[] {0, 1}, 2)));
        List<ValueInfo> inputs = whole.inputs().stream()
                .filter(info -> !info.name().equals(MASK))
                .toList();
        write(whole.withInputs(inputs).withNodes(nodes).withConstants(constants), null);
        EncoderDecoderModel model = load(folder);
        assertEquals(
                List.of("input_ids", "encoder_hidden_states"), model.decoder().inputNames());
        assertEquals(texts(load(T5)), texts(model));
    }

    private static Node node(String type, List<String> inputs, String output, Map<String, Attribute> attributes) {
        return new Node(type, "", output, inputs, List.of(output), attributes);
    }

    @Test
    void whatNobodyFeedsIsRefusedByItsName() throws IOException {
        write(renamed(whole(), MASK, "decoder_attention_mask"), null);
        String message =
                assertThrows(ModelFileException.class, () -> load(folder)).getMessage();
        assertTrue(
                message.contains("decoder_model.onnx] the graph asks for an input 'decoder_attention_mask'"), message);
    }
}
