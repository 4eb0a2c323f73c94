package dev.graft.backbones.decoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.decoding.CausalGenerator;
import dev.graft.backbones.generation.EmbeddedPrompt;
import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.backbones.generation.Generator;
import dev.graft.backbones.generation.TokenListener;
import dev.graft.backbones.language.CausalLanguageModel;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import dev.graft.testsupport.Checkout;
import dev.graft.testsupport.SharedData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers do not depend on what is read once for several of them, nor on what is answered beside; without a cache they are the same. */
class SharedBeginningsTest {
    private static final int TOKENS = 12;
    private static final int SYSTEM = 17;
    private static final int IMAGE = 16;

    @ParameterizedTest
    @ValueSource(strings = {"llama", "phi", "gpt2"})
    void ourOwn(String name) {
        check(Checkout.tiny(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fixtures/backbones/gpt2",
                "fixtures/backbones/opt",
                "fixtures/backbones/llama",
                "fixtures/backbones/qwen2",
                "fixtures/backbones/phi",
                "backbones/stories260k"
            })
    void fromElsewhere(String name) {
        check(SharedData.path(name));
    }

    private static void check(Path folder) {
        CausalLanguageModel model = (CausalLanguageModel) LanguageModel.load(folder);
        try (Generator generator = Generator.open(model, SessionConfig.DEFAULT)) {
            check(model, generator);
        }
        try (Generator growing = CausalGenerator.over(model, DecoderSessions.growing(model, SessionConfig.DEFAULT))) {
            check(model, growing);
        }
    }

    private static void check(CausalLanguageModel model, Generator generator) {
        List<Tensor> embeds = prompts(generator);
        List<EmbeddedPrompt> marked = embeds.stream()
                .map(each -> new EmbeddedPrompt(each, List.of(SYSTEM, SYSTEM + IMAGE)))
                .toList();
        List<EmbeddedPrompt> plain = embeds.stream().map(EmbeddedPrompt::of).toList();
        List<long[]> expected = withoutCache(model, generator, embeds);
        Set<Integer> ends = new LinkedHashSet<>();
        for (int i = 0; i < embeds.size(); i++) {
            // A stop that ends this text early, and the others when it comes.
            long stop = expected.get(i)[Math.min(TOKENS - 1, 2 * i)];
            GenerationOptions options = GenerationOptions.greedy(TOKENS).withStop(List.of(stop));
            List<long[]> cut =
                    expected.stream().map(text -> until(text, stop, model)).toList();
            cut.forEach(text -> ends.add(text.length));
            assertSame(cut, generator.generate(marked, options, TokenListener.NONE));
            assertSame(cut, generator.generate(plain, options, TokenListener.NONE));
            List<long[]> alone = generator.generate(marked.subList(i, i + 1), options, TokenListener.NONE);
            assertArrayEquals(cut.get(i), alone.get(0));
        }
        assertTrue(ends.size() > 2, "rows end at different times");
        long[] answer = Arrays.copyOf(expected.get(0), 3);
        double[] scored =
                generator.score(marked.get(0), List.of(answer, answer)).get(1);
        assertArrayEquals(generator.score(plain.get(0), List.of(answer)).get(0), scored, 1e-4);
    }

    /** Two images behind one text, with questions of different lengths about each. */
    private static List<Tensor> prompts(Generator generator) {
        int width = generator.model().width();
        Random random = new Random(3);
        int words = Math.min(60, generator.model().config().vocabularySize().orElseThrow());
        long[] system = random.longs(SYSTEM, 3, words).toArray();
        List<Tensor> prompts = new ArrayList<>();
        for (int image = 0; image < 2; image++) {
            float[] seen =
                    generator.embed(random.longs(IMAGE, 3, words).toArray()).toFloatArray();
            for (int question = 1; question <= 3; question++) {
                long[] asked = random.longs(2L * question, 3, words).toArray();
                Tensor all = Tensor.allocate(ElementType.FLOAT, SYSTEM + IMAGE + asked.length, width);
                all.floats()
                        .put(generator.embed(system).floats())
                        .put(seen)
                        .put(generator.embed(asked).floats());
                prompts.add(all);
            }
        }
        return prompts;
    }

    private static List<long[]> withoutCache(CausalLanguageModel model, Generator generator, List<Tensor> prompts) {
        List<long[]> texts = new ArrayList<>();
        try (Session session = Session.open(model.bodyGraph(), SessionConfig.DEFAULT)) {
            for (Tensor prompt : prompts) {
                long[] text = new long[TOKENS];
                for (int i = 0; i < TOKENS; i++) {
                    text[i] = next(model, session, generator, prompt, Arrays.copyOf(text, i));
                }
                texts.add(text);
            }
        }
        return texts;
    }

    private static long next(
            CausalLanguageModel model, Session session, Generator generator, Tensor prompt, long[] written) {
        int tokens = (int) prompt.dim(0) + written.length;
        Tensor all = Tensor.allocate(ElementType.FLOAT, 1, tokens, model.width());
        all.floats()
                .put(prompt.floats())
                .put(
                        written.length == 0
                                ? new float[0]
                                : generator.embed(written).toFloatArray());
        long[] ones = new long[tokens];
        Arrays.fill(ones, 1);
        Map<String, Tensor> feeds = new LinkedHashMap<>(model.inputs().feeds(Tensor.of(ones, 1, tokens), tokens));
        feeds.putAll(model.inputs().emptyCache(1));
        feeds.put(LanguageModel.EMBEDS, all);
        feeds.keySet().retainAll(session.inputNames());
        float[] logits = session.run(feeds).get(LanguageModel.LOGITS).toFloatArray();
        int vocabulary = logits.length / tokens;
        int best = 0;
        for (int i = 1; i < vocabulary; i++) {
            int last = logits.length - vocabulary;
            best = logits[last + i] > logits[last + best] ? i : best;
        }
        return best;
    }

    private static long[] until(long[] text, long stop, CausalLanguageModel model) {
        int end = 0;
        while (end < text.length
                && text[end] != stop
                && !model.config().eosIds().contains(text[end])) {
            end++;
        }
        return Arrays.copyOf(text, end);
    }

    private static void assertSame(List<long[]> expected, List<long[]> found) {
        assertEquals(expected.size(), found.size());
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), found.get(i), "row " + i);
        }
    }

    /** What was read before changes neither the numbers nor, for the same beginnings, what is kept. */
    @Test
    void numbersAreTheSameWhetherABeginningIsKnown() {
        CausalLanguageModel model = (CausalLanguageModel) LanguageModel.load(Checkout.tiny("llama"));
        try (DecoderSessions sessions = DecoderSessions.open(model, SessionConfig.DEFAULT);
                Generator generator = Generator.open(model, SessionConfig.DEFAULT)) {
            List<EmbeddedPrompt> prompts = prompts(generator).stream()
                    .map(each -> new EmbeddedPrompt(each, List.of(SYSTEM, SYSTEM + IMAGE)))
                    .toList();
            Map<Integer, float[]> fresh = new HashMap<>();
            for (int i = 0; i < prompts.size(); i++) {
                fresh.put(i, logits(new SharedBeginnings(sessions), prompts.get(i)));
            }
            SharedBeginnings beginnings = new SharedBeginnings(sessions);
            for (int i = prompts.size() - 1; i >= 0; i--) {
                assertArrayEquals(fresh.get(i), logits(beginnings, prompts.get(i)));
            }
            assertEquals(3, beginnings.count(), "the text, and it with each image");
            int width = sessions.width();
            int text = SYSTEM * Float.BYTES * (width + keysAndValues(model));
            for (int count = 0; count <= 1; count++) {
                SharedBeginnings few = new SharedBeginnings(sessions, text - 1 + count);
                logits(few, new EmbeddedPrompt(prompts.get(0).embeds(), List.of(SYSTEM)));
                assertEquals(count, few.count(), "of what takes as many bytes as are allowed, or one more");
                for (int i = 0; i < prompts.size(); i++) {
                    assertArrayEquals(fresh.get(i), logits(few, prompts.get(i)));
                }
                assertTrue(few.count() <= count);
            }
        }
    }

    /** Numbers that the cache has of a token. */
    private static int keysAndValues(CausalLanguageModel model) {
        return model.inputs().past().stream()
                .map(info -> info.type().shape().sizes())
                .mapToInt(sizes -> Math.toIntExact(sizes[1] * sizes[3]))
                .sum();
    }

    private static float[] logits(SharedBeginnings beginnings, EmbeddedPrompt prompt) {
        try (DecoderRun run = beginnings.read(prompt)) {
            return run.logits().toFloatArray();
        }
    }

    @Test
    void onlyWhatMayComeAgainIsReadApart() {
        CausalLanguageModel model = (CausalLanguageModel) LanguageModel.load(Checkout.tiny("llama"));
        try (DecoderSessions sessions = DecoderSessions.open(model, SessionConfig.DEFAULT)) {
            SharedBeginnings beginnings = new SharedBeginnings(sessions);
            EmbeddedPrompt one = prompt(sessions, 1, 20);
            EmbeddedPrompt same = prompt(sessions, 1, 20);
            EmbeddedPrompt other = prompt(sessions, 2, 20);
            assertTrue(beginnings.serve(List.of(one)));
            assertTrue(beginnings.serve(List.of(one, other, same)));
            assertFalse(beginnings.serve(List.of(one, other)));
            assertFalse(beginnings.serve(List.of(EmbeddedPrompt.of(one.embeds()))));
            assertFalse(beginnings.serve(List.of(prompt(sessions, 1, 3))), "too few to be worth a run");
        }
        Tensor embeds = Tensor.allocate(ElementType.FLOAT, 3, 2);
        for (List<Integer> ends : List.of(List.of(4), List.of(0), List.of(2, 1))) {
            assertThrows(IllegalArgumentException.class, () -> new EmbeddedPrompt(embeds, ends));
        }
        for (Tensor other : List.of(embeds.reshape(1, 3, 2), Tensor.allocate(ElementType.FLOAT16, 3, 2))) {
            String message = assertThrows(IllegalArgumentException.class, () -> EmbeddedPrompt.of(other))
                    .getMessage();
            assertEquals("a prompt of " + other + ", expected FLOAT[tokens, width]", message);
        }
    }

    private static EmbeddedPrompt prompt(DecoderSessions sessions, int seed, int beginning) {
        long[] ids = new Random(seed).longs(beginning + 2L, 3, 40).toArray();
        return new EmbeddedPrompt(sessions.embedding().embed(ids), List.of(beginning));
    }
}
