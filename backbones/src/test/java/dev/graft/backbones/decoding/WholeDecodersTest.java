package dev.graft.backbones.decoding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.backbones.decoder.DecoderSessions;
import dev.graft.backbones.generation.EmbeddedPrompt;
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
            compare(name, generator);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gemma", "qwen2-vl"})
    void cachesThatAreCopied(String name) throws IOException {
        CausalLanguageModel model = model(name);
        DecoderSessions sessions = DecoderSessions.growing(model, SessionConfig.DEFAULT);
        try (Generator generator = CausalGenerator.over(model, sessions)) {
            compare(name, generator);
        }
    }

    @Test
    void withoutACache() throws IOException {
        try (Generator generator = Generator.open(llama(withoutCache()), SessionConfig.DEFAULT)) {
            compare("llama", generator);
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
            compare("llama", generator);
        }
    }

    @Test
    void wordsThatEndATextAreThoseOfTransformers() throws IOException {
        JsonNode reference = reference("stops");
        List<String> expected = new ArrayList<>();
        List<String> found = new ArrayList<>();
        try (Generator generator = Generator.open(model("llama"), SessionConfig.DEFAULT)) {
            for (JsonNode each : reference.get("cases")) {
                GenerationOptions options = TextCases.options(each, TOKENS);
                TextEnd end = new StopStrings(options.stopStrings(), ids -> text(reference.get("words"), ids));
                EmbeddedPrompt prompt = prompt(each, "prompt", generator);
                try (RunningBatch batch = generator.batch()) {
                    RunningBatch.Entry entry = batch.join(
                                    List.of(new RunningBatch.Request(prompt, options, 0, end, TokenListener.NONE)))
                            .get(0);
                    TextCases.run(batch);
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

    private static void compare(String name, Generator generator) throws IOException {
        JsonNode reference = reference(name);
        TextCases cases = TextCases.of(
                reference.get("cases"),
                TOKENS,
                number -> prompt(reference.get("prompts").get(number.asInt()), "ids", generator));
        assertEquals(List.of(), cases.wrongAlone(generator::batch));
        assertEquals(List.of(), cases.wrongTogether(generator.batch()));
    }

    private static String shown(RunningBatch.Entry entry) {
        return entry.texts().stream().map(Arrays::toString).toList().toString();
    }

    private static JsonNode reference(String name) throws IOException {
        return TextCases.read(Files.newInputStream(ROOT.resolve(name + ".json")));
    }

    private static String shown(JsonNode each) {
        List<String> texts = new ArrayList<>();
        each.get("texts").forEach(text -> texts.add(Arrays.toString(TextCases.ids(text))));
        return texts.toString();
    }

    private static EmbeddedPrompt prompt(JsonNode told, String key, Generator generator) {
        long[] ids = TextCases.ids(told.get(key));
        if (!told.has("embeds")) {
            return new EmbeddedPrompt(generator.embed(ids), List.of(), ids, new long[0]);
        }
        float[] embeds = TextCases.floats(told.get("embeds"));
        JsonNode at = told.get("positions");
        long[] marks = IntStream.range(0, ids.length)
                .mapToLong(i -> SpatialPositions.mark(
                        at.at("/0/" + i).asLong(),
                        at.at("/1/" + i).asLong(),
                        at.at("/2/" + i).asLong()))
                .toArray();
        return new EmbeddedPrompt(Tensor.of(embeds, ids.length, embeds.length / ids.length), List.of(), ids, marks);
    }
}
