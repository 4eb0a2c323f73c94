package dev.graft.backbones.generation;

import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Times writing answers to prompts of random tokens, the likeliest token each time. What ends a text is written like any other token,
 * so that every answer has its length.
 *
 * @param batch prompts that are answered together
 * @param tokens of each prompt
 * @param answer tokens to write of each answer
 */
public record GenerationBenchmark(int batch, int tokens, int answer) {
    private static final int WARM_UP = 1;
    private static final long SEED = 0;

    public GenerationBenchmark {
        if (batch < 1 || tokens < 1 || answer < 2) {
            throw new InvalidInputException(
                    "an answer is timed from its first token to its last, after a prompt; expected"
                            + " a batch and a prompt of 1 or more and an answer of 2 or more tokens, found batch "
                            + batch + ", "
                            + tokens + " tokens, answer " + answer);
        }
    }

    /**
     * What was measured.
     *
     * @param promptMillis wall time from the prompts to the first token, in milliseconds, run by run
     * @param answerMillis wall time from there to the end
     * @param written tokens of all answers but the first ones, in each run
     */
    public record Times(double[] promptMillis, double[] answerMillis, int written) {}

    /**
     * Measures a number of runs, after one that is not counted.
     *
     * @throws InvalidInputException if the model has no room for prompt and answer
     */
    public Times run(LanguageModel model, int runs, SessionConfig session) {
        int room = model.config().contextLength().orElse(Integer.MAX_VALUE);
        boolean apart = model.readsPromptApart();
        if ((apart ? Math.max(tokens, answer) : (long) tokens + answer) > room) {
            throw new InvalidInputException("the model reads at most " + room + " tokens"
                    + (apart ? ", and writes as many" : "") + ", found a prompt of " + tokens + " and an answer of "
                    + answer
                    + "; choose fewer");
        }
        double[] prompt = new double[runs];
        double[] rest = new double[runs];
        int written = 0;
        GenerationOptions writing = GenerationOptions.greedy(answer).withEnds(List.of());
        try (Generator generator = Generator.open(model, session)) {
            List<EmbeddedPrompt> prompts = prompts(generator);
            for (int i = -WARM_UP; i < runs; i++) {
                AtomicLong first = new AtomicLong();
                AtomicInteger told = new AtomicInteger();
                long start = System.nanoTime();
                generator.generate(prompts, writing, (row, token) -> {
                    first.compareAndSet(0, System.nanoTime());
                    told.incrementAndGet();
                });
                long end = System.nanoTime();
                written = told.get() - batch;
                if (i >= 0) {
                    prompt[i] = (first.get() - start) / 1e6;
                    rest[i] = (end - first.get()) / 1e6;
                }
            }
        }
        return new Times(prompt, rest, written);
    }

    private List<EmbeddedPrompt> prompts(Generator generator) {
        Random random = new Random(SEED);
        int vocabulary = generator.model().config().vocabularySize().orElse(2);
        List<EmbeddedPrompt> prompts = new ArrayList<>();
        for (int row = 0; row < batch; row++) {
            long[] ids = random.longs(tokens, 0, vocabulary).toArray();
            prompts.add(EmbeddedPrompt.of(generator.embed(ids)));
        }
        return prompts;
    }
}
