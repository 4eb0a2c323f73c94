package dev.graft.backbones.generation;

import dev.graft.tensors.InvalidInputException;

/**
 * How tokens are drawn by chance, and from which ones.
 *
 * @param temperature 0 takes the likeliest token each time; above, tokens are drawn from the softmax of logits divided by it
 * @param topK only the K likeliest tokens are drawn from; 0 for all
 * @param topP only the smallest set of tokens whose probabilities reach P is drawn from (Holtzman et al. 2020); 1 for all
 * @param minP only tokens at least P times as probable as the likeliest are drawn from (Nguyen et al. 2024, arXiv:2407.01082); 0 for all
 * @param typicalP only tokens whose surprise is near the expected one, up to P in sum (Meister et al. 2022, arXiv:2202.00666); 1 for all
 * @param epsilon only tokens of at least this probability (Hewitt et al. 2022, arXiv:2210.15191); 0 for all
 * @param eta as {@code epsilon}, but less where the model is unsure (the same); 0 for all
 * @param topH only the likeliest tokens whose entropy is at most this share of the whole (Potraghloo et al. 2025,
 *     arXiv:2509.02510); 0 for all
 * @param seed decides all draws
 */
public record Drawing(
        double temperature,
        int topK,
        double topP,
        double minP,
        double typicalP,
        double epsilon,
        double eta,
        double topH,
        long seed) {
    /** The likeliest token each time. */
    public static final Drawing NONE = at(0);

    public Drawing {
        require(
                temperature >= 0 && Double.isFinite(temperature),
                "temperature must be 0 or more, found " + temperature);
        require(topK >= 0, "topK must be 0 (all) or more, found " + topK);
        require(topP > 0 && topP <= 1, "topP must lie in (0, 1], found " + topP);
        require(minP >= 0 && minP <= 1, "minP must lie in [0, 1], found " + minP);
        require(typicalP > 0 && typicalP <= 1, "typicalP must lie in (0, 1], found " + typicalP);
        require(epsilon >= 0 && epsilon < 1, "epsilon must lie in [0, 1), found " + epsilon);
        require(eta >= 0 && eta < 1, "eta must lie in [0, 1), found " + eta);
        require(topH >= 0 && topH <= 1, "topH must lie in [0, 1], found " + topH);
        boolean fromAll = topK == 0 && topP == 1 && minP == 0 && typicalP == 1 && epsilon == 0 && eta == 0 && topH == 0;
        require(
                temperature > 0 || fromAll,
                "topK " + topK + ", topP " + topP + " and minP " + minP + " say what is drawn from, and temperature 0"
                        + " draws nothing; set topK 0, topP 1 and minP 0, or a temperature above 0");
    }

    /** From all tokens. */
    public static Drawing at(double temperature) {
        return new Drawing(temperature, 0, 1, 0, 1, 0, 0, 0, 0);
    }

    public Drawing withTemperature(double newTemperature) {
        return new Drawing(newTemperature, topK, topP, minP, typicalP, epsilon, eta, topH, seed);
    }

    public Drawing withTopK(int newTopK) {
        return new Drawing(temperature, newTopK, topP, minP, typicalP, epsilon, eta, topH, seed);
    }

    public Drawing withTopP(double newTopP) {
        return new Drawing(temperature, topK, newTopP, minP, typicalP, epsilon, eta, topH, seed);
    }

    public Drawing withMinP(double newMinP) {
        return new Drawing(temperature, topK, topP, newMinP, typicalP, epsilon, eta, topH, seed);
    }

    public Drawing withSeed(long newSeed) {
        return new Drawing(temperature, topK, topP, minP, typicalP, epsilon, eta, topH, newSeed);
    }

    public boolean isNone() {
        return temperature == 0;
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new InvalidInputException(message);
        }
    }
}
