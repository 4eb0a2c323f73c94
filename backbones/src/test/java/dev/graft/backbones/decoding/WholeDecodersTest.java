package dev.graft.backbones.decoding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.backbones.decoder.DecoderSessions;
import dev.graft.backbones.generation.EmbeddedPrompt;
import dev.graft.backbones.generation.GenerationConfig;
import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.backbones.generation.Generator;
import dev.graft.backbones.generation.RunningBatch;
import dev.graft.backbones.generation.StopStrings;
import dev.graft.backbones.generation.TextEnd;
import dev.graft.backbones.generation.TinyDecoder;
import dev.graft.backbones.generation.TokenListener;
import dev.graft.backbones.language.CausalLanguageModel;
import dev.graft.backbones.language.Directions;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.language.SpatialPositions;
import dev.graft.graph.Graph;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.graph.rewrite.Specialization;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.Tensor;
import dev.graft.testsupport.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts of decoders in ONNX against those of transformers' {@code generate}, see {@code scripts/reference/whole_decoders.py}. */
class WholeDecodersTest {
    private static final Path ROOT =
            Checkout.root().resolve("backbones/src/test/resources/dev/graft/backbones/decoding");
    private static final int TOKENS = 24;

    @TempDir
    private Path folder;

    /** The prompts of gemma are read in both directions, those of qwen2-vl have positions of rows and columns. */
    private static CausalLanguageModel model(String name) {
        LanguageModel model = LanguageModel.load(ROOT.resolve(name));
        return (CausalLanguageModel) (name.equals("gemma") ? model.attending(Directions.PROMPT) : model);
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gemma", "qwen2-vl"})
    void textsAreThoseOfTransformers(String name) throws IOException {
        try (Generator generator = Generator.open(model(name), SessionConfig.DEFAULT)) {
            compareAlone(name, generator);
            compareTogether(name, generator);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gemma", "qwen2-vl"})
    void cachesThatAreCopied(String name) throws IOException {
        CausalLanguageModel model = model(name);
        DecoderSessions sessions = DecoderSessions.growing(model, SessionConfig.DEFAULT);
        try (Generator generator = CausalGenerator.over(model, sessions)) {
            compareAlone(name, generator);
            compareTogether(name, generator);
        }
    }

    @Test
    void withoutACache() throws IOException {
        try (Generator generator = Generator.open(llama(withoutCache()), SessionConfig.DEFAULT)) {
            compareAlone("llama", generator);
            compareTogether("llama", generator);
        }
    }

    /** Rows of such an export cannot be taken apart, so that each text is read again at each token. */
    @Test
    void ofFixedSizes() throws IOException {
        Graph whole = withoutCache().withOutputNames(List.of("logits")).pruned();
        Map<String, long[]> shapes = new HashMap<>();
        whole.inputNames().forEach(name -> shapes.put(name, new long[] {1, TOKENS}));
        CausalLanguageModel fixed = llama(Specialization.of(whole, shapes).graph());
        assertEquals(1, fixed.fixedRows());
        try (Generator generator = Generator.open(fixed, SessionConfig.DEFAULT)) {
            compareAlone("llama", generator);
            compareTogether("llama", generator);
        }
    }

    @Test
    void wordsThatEndATextAreThoseOfTransformers() throws IOException {
        JsonNode reference = reference("stops");
        List<String> expected = new ArrayList<>();
        List<String> found = new ArrayList<>();
        try (Generator generator = Generator.open(model("llama"), SessionConfig.DEFAULT)) {
            for (JsonNode each : reference.get("cases")) {
                GenerationOptions options = options(each);
                TextEnd end = new StopStrings(options.stopStrings(), ids -> text(reference.get("words"), ids));
                EmbeddedPrompt prompt = prompt(each, "prompt", generator);
                try (RunningBatch batch = generator.batch()) {
                    RunningBatch.Entry entry = batch.join(
                                    List.of(new RunningBatch.Request(prompt, options, 0, end, TokenListener.NONE)))
                            .get(0);
                    run(batch);
                    found.add(each.get("settings") + shown(entry));
                }
                expected.add(each.get("settings") + shown(each));
            }
        }
        assertEquals(expected, found);
    }

    private static String text(JsonNode words, long[] ids) {
        return LongStream.of(ids).mapToObj(id -> words.get((int) id).asText()).collect(Collectors.joining());
    }

    private static Graph withoutCache() {
        return TinyDecoder.withoutPast(TinyDecoder.whole(ROOT.resolve("llama")));
    }

    private CausalLanguageModel llama(Graph graph) throws IOException {
        for (String file : List.of("config.json", "generation_config.json")) {
            Files.copy(ROOT.resolve("llama").resolve(file), folder.resolve(file));
        }
        OnnxFile.write(graph, folder.resolve("model.onnx"));
        return (CausalLanguageModel) LanguageModel.load(folder);
    }

    private static void compareAlone(String name, Generator generator) throws IOException {
        List<String> found = new ArrayList<>();
        List<RunningBatch.Request> requests = requests(name, generator);
        for (RunningBatch.Request request : requests) {
            try (RunningBatch batch = generator.batch()) {
                RunningBatch.Entry entry = batch.join(List.of(request)).get(0);
                run(batch);
                found.add(shown(entry));
            }
        }
        assertEquals(expected(name), found);
    }

    /** Requests that join while others are written, several of them at once, and of which some leave. */
    private static void compareTogether(String name, Generator generator) throws IOException {
        Random random = new Random(6);
        List<RunningBatch.Entry> entries = new ArrayList<>();
        List<RunningBatch.Request> requests = requests(name, generator);
        try (RunningBatch batch = generator.batch()) {
            for (int next = 0; next < requests.size(); ) {
                int to = Math.min(requests.size(), next + 1 + random.nextInt(3));
                entries.addAll(batch.join(requests.subList(next, to)));
                batch.join(List.of(requests.get(next))).get(0).leave();
                next = to;
                for (int steps = random.nextInt(4); steps > 0; steps--) {
                    batch.step();
                }
            }
            run(batch);
        }
        assertEquals(
                expected(name), entries.stream().map(WholeDecodersTest::shown).toList());
    }

    private static void run(RunningBatch batch) {
        boolean going = true;
        while (going) {
            going = batch.step();
        }
    }

    private static String shown(RunningBatch.Entry entry) {
        return entry.texts().stream().map(Arrays::toString).toList().toString();
    }

    private static JsonNode reference(String name) throws IOException {
        return new ObjectMapper().readTree(ROOT.resolve(name + ".json").toFile());
    }

    private static List<String> expected(String name) throws IOException {
        List<String> expected = new ArrayList<>();
        for (JsonNode each : reference(name).get("cases")) {
            expected.add(shown(each));
        }
        return expected;
    }

    private static String shown(JsonNode each) {
        List<String> texts = new ArrayList<>();
        each.get("texts").forEach(text -> texts.add(Arrays.toString(longs(text))));
        return texts.toString();
    }

    @SuppressWarnings("unchecked")
    private static GenerationOptions options(JsonNode each) {
        Map<String, Object> said = new ObjectMapper().convertValue(each.get("settings"), Map.class);
        return GenerationConfig.of("case", said, GenerationOptions.greedy(TOKENS))
                .options()
                .withAnswers((int) said.getOrDefault("num_return_sequences", 1));
    }

    private static List<RunningBatch.Request> requests(String name, Generator generator) throws IOException {
        JsonNode reference = reference(name);
        List<RunningBatch.Request> requests = new ArrayList<>();
        for (JsonNode each : reference.get("cases")) {
            JsonNode told = reference.get("prompts").get(each.get("prompt").asInt());
            EmbeddedPrompt prompt = prompt(told, "ids", generator);
            requests.add(new RunningBatch.Request(prompt, options(each), 0, TextEnd.NONE, TokenListener.NONE));
        }
        return requests;
    }

    private static EmbeddedPrompt prompt(JsonNode told, String key, Generator generator) {
        long[] ids = longs(told.get(key));
        if (!told.has("embeds")) {
            return new EmbeddedPrompt(generator.embed(ids), List.of(), ids, new long[0]);
        }
        float[] embeds = new ObjectMapper().convertValue(told.get("embeds"), float[].class);
        JsonNode at = told.get("positions");
        long[] marks = IntStream.range(0, ids.length)
                .mapToLong(i -> SpatialPositions.mark(
                        at.at("/0/" + i).asLong(),
                        at.at("/1/" + i).asLong(),
                        at.at("/2/" + i).asLong()))
                .toArray();
        return new EmbeddedPrompt(Tensor.of(embeds, ids.length, embeds.length / ids.length), List.of(), ids, marks);
    }

    private static long[] longs(JsonNode values) {
        return new ObjectMapper().convertValue(values, long[].class);
    }
}
