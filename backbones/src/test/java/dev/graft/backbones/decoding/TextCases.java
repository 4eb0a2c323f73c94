package dev.graft.backbones.decoding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.backbones.generation.EmbeddedPrompt;
import dev.graft.backbones.generation.GenerationConfig;
import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.backbones.generation.RunningBatch;
import dev.graft.backbones.generation.TextEnd;
import dev.graft.backbones.generation.TokenListener;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Prompts, settings of transformers' generate and the texts that it wrote, as scripts of {@code scripts/reference} keep them.
 *
 * @param tokens the longest text where the settings say none
 * @param prompts what a model reads of a case's prompt
 */
record TextCases(List<JsonNode> cases, int tokens, Function<JsonNode, EmbeddedPrompt> prompts) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Cases whose prompts are ids alone. */
    static TextCases of(JsonNode list, Function<long[], EmbeddedPrompt> prompts) {
        return of(list, 20, prompt -> prompts.apply(ids(prompt)));
    }

    static TextCases of(JsonNode list, int tokens, Function<JsonNode, EmbeddedPrompt> prompts) {
        List<JsonNode> cases = new ArrayList<>();
        list.forEach(cases::add);
        return new TextCases(cases, tokens, prompts);
    }

    static JsonNode read(InputStream in) throws IOException {
        try (in) {
            return JSON.readTree(in);
        }
    }

    /** The texts that differ when each prompt is in a batch of its own. */
    List<String> wrongAlone(Supplier<RunningBatch> batches) {
        List<String> wrong = new ArrayList<>();
        for (JsonNode each : cases) {
            try (RunningBatch batch = batches.get()) {
                List<RunningBatch.Entry> entries = batch.join(List.of(request(each)));
                run(batch);
                compare(each, entries.get(0), wrong);
            }
        }
        return wrong;
    }

    /** The texts that differ when requests join one batch while others are written, several of them at once, and some leave it. */
    List<String> wrongTogether(RunningBatch batch) {
        Random random = new Random(4);
        List<RunningBatch.Entry> entries = new ArrayList<>();
        try (batch) {
            for (int next = 0; next < cases.size(); ) {
                int to = Math.min(cases.size(), next + 1 + random.nextInt(3));
                List<RunningBatch.Request> joining =
                        cases.subList(next, to).stream().map(this::request).toList();
                entries.addAll(batch.join(joining));
                if (random.nextInt(4) == 0) {
                    batch.join(joining.subList(0, 1)).get(0).leave();
                }
                next = to;
                for (int steps = random.nextInt(3); steps > 0; steps--) {
                    batch.step();
                }
            }
            run(batch);
        }
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            compare(cases.get(i), entries.get(i), wrong);
        }
        return wrong;
    }

    static void run(RunningBatch batch) {
        boolean going = true;
        while (going) {
            going = batch.step();
        }
    }

    private RunningBatch.Request request(JsonNode each) {
        EmbeddedPrompt prompt = prompts.apply(each.get("prompt"));
        return new RunningBatch.Request(prompt, options(each, tokens), 0, TextEnd.NONE, TokenListener.NONE);
    }

    @SuppressWarnings("unchecked")
    static GenerationOptions options(JsonNode each, int tokens) {
        Map<String, Object> said = JSON.convertValue(each.get("settings"), Map.class);
        return GenerationConfig.of("case", said, GenerationOptions.greedy(tokens))
                .options()
                .withAnswers((int) said.getOrDefault("num_return_sequences", 1));
    }

    private static void compare(JsonNode each, RunningBatch.Entry found, List<String> wrong) {
        List<String> texts = found.texts().stream().map(Arrays::toString).toList();
        List<String> expected = new ArrayList<>();
        each.get("texts").forEach(text -> expected.add(Arrays.toString(ids(text))));
        if (!found.isDone() || !texts.equals(expected)) {
            wrong.add(each.get("prompt") + " " + each.get("settings") + " expected " + expected + " found " + texts);
        }
    }

    static long[] ids(JsonNode values) {
        return JSON.convertValue(values, long[].class);
    }

    static float[] floats(JsonNode values) {
        return JSON.convertValue(values, float[].class);
    }
}
