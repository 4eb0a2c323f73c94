package dev.graft.backbones.generation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.testsupport.Checkout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EncoderDecoderGeneratorTest {
    /** Texts that end at different times, and leave the batch then, are those that are written alone. */
    @Test
    void batchesAreAsEachAlone() {
        try (Generator generator = Generator.open(LanguageModel.load(Checkout.tiny("t5")), SessionConfig.DEFAULT)) {
            Random random = new Random(5);
            List<EmbeddedPrompt> prompts = new ArrayList<>();
            for (int i = 1; i <= 6; i++) {
                long[] ids = random.longs(2L * i, 3, 40).toArray();
                prompts.add(EmbeddedPrompt.of(generator.embed(ids)));
            }
            Set<Integer> lengths = new HashSet<>();
            for (long stop = 3; stop < 20; stop++) {
                GenerationOptions options = GenerationOptions.greedy(10).withStop(List.of(stop));
                List<long[]> together = generator.generate(prompts, options, TokenListener.NONE);
                for (int i = 0; i < prompts.size(); i++) {
                    long[] alone = generator
                            .generate(prompts.subList(i, i + 1), options, TokenListener.NONE)
                            .get(0);
                    assertArrayEquals(alone, together.get(i));
                    lengths.add(alone.length);
                }
            }
            assertTrue(lengths.size() > 2, "texts of different lengths: " + lengths);
        }
    }
}
