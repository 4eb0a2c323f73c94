package dev.graft.backbones.generation;

import dev.graft.tensors.InvalidInputException;
import java.util.List;

/**
 * The rules by which a language model continues a text: how tokens are picked, and where the text ends.
 *
 * @param maxTokens the most tokens to make
 * @param temperature 0 takes the likeliest token each time; above, tokens are drawn from the softmax of logits divided
 *     by it
 * @param topK only the K likeliest tokens are drawn from; 0 for all
 * @param topP only the smallest set of tokens whose probabilities reach P is drawn from (Holtzman et al. 2020); 1 for all
 * @param seed decides all draws
 * @param stop tokens that end a text when they follow each other, besides the model's own end tokens; empty for none
 */
public record GenerationOptions(int maxTokens, double temperature, int topK, double topP, long seed, List<Long> stop) {
    public GenerationOptions {
        stop = List.copyOf(stop);
        require(maxTokens > 0, "maxTokens must be positive, found " + maxTokens);
        require(
                temperature >= 0 && Double.isFinite(temperature),
                "temperature must be 0 or more, found " + temperature);
        require(topK >= 0, "topK must be 0 (all) or more, found " + topK);
        require(topP > 0 && topP <= 1, "topP must lie in (0, 1], found " + topP);
        require(
                temperature > 0 || topK == 0 && topP == 1,
                "topK " + topK + " and topP " + topP + " say what is drawn from, and temperature 0 draws nothing; set"
                        + " topK 0 and topP 1, or a temperature above 0");
    }

    /** Takes the likeliest token each time. */
    public static GenerationOptions greedy(int maxTokens) {
        return new GenerationOptions(maxTokens, 0, 0, 1, 0, List.of());
    }

    /** These options with another sequence of tokens that ends a text. */
    public GenerationOptions withStop(List<Long> newStop) {
        return new GenerationOptions(maxTokens, temperature, topK, topP, seed, newStop);
    }

    public boolean isGreedy() {
        return temperature == 0;
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new InvalidInputException(message);
        }
    }
}
