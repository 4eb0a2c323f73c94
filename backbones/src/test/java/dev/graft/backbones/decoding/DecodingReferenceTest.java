package dev.graft.backbones.decoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.backbones.generation.Drawing;
import dev.graft.backbones.generation.EmbeddedPrompt;
import dev.graft.backbones.generation.GenerationConfig;
import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.backbones.generation.RunningBatch;
import dev.graft.backbones.generation.TextEnd;
import dev.graft.backbones.generation.TokenListener;
import dev.graft.backbones.generation.rule.TokenRule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Texts, and the tokens that are drawn from, against those of transformers in {@code scripts/reference/decoding.py}. */
class DecodingReferenceTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode REFERENCE = read();
    private static final TableReader TABLE = new TableReader(
            REFERENCE.get("vocabulary").asInt(),
            floats(REFERENCE.get("last")),
            floats(REFERENCE.get("before")),
            Arrays.stream(ids(REFERENCE.get("ends"))).boxed().toList());

    private static JsonNode read() {
        try (InputStream in = DecodingReferenceTest.class.getResourceAsStream("decoding.json")) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One prompt after the other. */
    @Test
    void textsAreThoseOfTransformers() {
        List<String> wrong = new ArrayList<>();
        for (JsonNode each : REFERENCE.get("cases")) {
            try (RunningBatch batch = new DecodingBatch(TABLE)) {
                List<RunningBatch.Entry> entries = batch.join(List.of(request(each)));
                run(batch);
                compare(each, entries.get(0).texts(), wrong);
            }
        }
        assertTrue(REFERENCE.get("cases").size() > 200);
        assertEquals(List.of(), wrong);
    }

    /** Requests that join while others are written, and of which some leave, change no text. */
    @Test
    void textsThatAreWrittenTogetherAreThoseWrittenAlone() {
        Random random = new Random(4);
        List<JsonNode> cases = new ArrayList<>();
        REFERENCE.get("cases").forEach(cases::add);
        List<RunningBatch.Entry> entries = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        try (RunningBatch batch = new DecodingBatch(TABLE)) {
            for (JsonNode each : cases) {
                entries.addAll(batch.join(List.of(request(each))));
                if (random.nextInt(4) == 0) {
                    batch.join(List.of(request(each))).get(0).leave();
                }
                for (int steps = random.nextInt(3); steps > 0; steps--) {
                    batch.step();
                }
            }
            run(batch);
        }
        for (int i = 0; i < cases.size(); i++) {
            assertTrue(entries.get(i).isDone());
            compare(cases.get(i), entries.get(i).texts(), wrong);
        }
        assertEquals(List.of(), wrong);
    }

    private static void run(RunningBatch batch) {
        boolean going = true;
        while (going) {
            going = batch.step();
        }
    }

    private static RunningBatch.Request request(JsonNode each) {
        Map<String, Object> said = settings(each);
        GenerationOptions base = GenerationOptions.greedy(20);
        GenerationOptions options = GenerationConfig.of("case", said, base).options();
        int answers = (int) said.getOrDefault("num_return_sequences", 1);
        EmbeddedPrompt prompt = TableReader.prompt(ids(each.get("prompt")));
        return new RunningBatch.Request(prompt, options.withAnswers(answers), 0, TextEnd.NONE, TokenListener.NONE);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> settings(JsonNode each) {
        return JSON.convertValue(each.get("settings"), Map.class);
    }

    private static void compare(JsonNode each, List<long[]> found, List<String> wrong) {
        List<String> texts = found.stream().map(Arrays::toString).toList();
        List<String> expected = new ArrayList<>();
        each.get("texts").forEach(text -> expected.add(Arrays.toString(ids(text))));
        if (!texts.equals(expected)) {
            wrong.add(each.get("prompt") + " " + each.get("settings") + " expected " + expected + " found " + texts);
        }
    }

    @Test
    void tokensThatAreDrawnFromAreThoseOfTransformers() {
        for (JsonNode each : REFERENCE.get("filters")) {
            float[] scores = floats(each.get("scores"));
            double value = each.get("value").asDouble();
            Drawing all = Drawing.at(1);
            Drawing drawing = switch (each.get("name").asText()) {
                case "top_k" -> all.withTopK((int) value);
                case "top_p" -> all.withTopP(value);
                case "min_p" -> all.withMinP(value);
                case "typical_p" -> new Drawing(1, 0, 1, 0, value, 0, 0, 0, 0);
                case "epsilon_cutoff" -> new Drawing(1, 0, 1, 0, 1, value, 0, 0, 0);
                case "eta_cutoff" -> new Drawing(1, 0, 1, 0, 1, 0, value, 0, 0);
                default -> new Drawing(1, 0, 1, 0, 1, 0, 0, value, 0);
            };
            new Filters(drawing, each.get("fewest").asInt()).apply(scores);
            int[] kept = IntStream.range(0, scores.length)
                    .filter(token -> scores[token] > TokenRule.NEVER)
                    .toArray();
            int[] expected = IntStream.of(JSON.convertValue(each.get("kept"), int[].class))
                    .toArray();
            assertArrayEquals(expected, kept, each.get("name") + " " + value);
        }
    }

    private static float[] floats(JsonNode values) {
        return JSON.convertValue(values, float[].class);
    }

    private static long[] ids(JsonNode values) {
        return JSON.convertValue(values, long[].class);
    }
}
