package dev.graft.backbones.decoding;

import dev.graft.backbones.generation.Drawing;
import dev.graft.backbones.generation.rule.TokenRule;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Leaves those tokens that a {@link Drawing} draws from: the scores are divided by the temperature, and those of all others are
 * {@link TokenRule#NEVER}. One filter sees what the one before has left.
 *
 * @param fewest tokens that each filter leaves at least
 */
record Filters(Drawing drawing, int fewest) {
    /** The most tokens that {@link Drawing#topH} looks at. */
    private static final int TOP_H = 100;

    void apply(float[] scores) {
        float temperature = (float) drawing.temperature();
        for (int token = 0; temperature != 1 && token < scores.length; token++) {
            scores[token] /= temperature;
        }
        if (drawing.topH() > 0) {
            topH(scores);
        }
        if (drawing.topK() > 0) {
            float least = sorted(scores)[scores.length - Math.min(scores.length, Math.max(drawing.topK(), fewest))];
            keep(scores, token -> scores[token] >= least);
        }
        if (drawing.topP() < 1) {
            topP(scores);
        }
        if (drawing.minP() > 0) {
            double[] probabilities = probabilities(scores);
            double least = drawing.minP() * Arrays.stream(probabilities).max().orElse(0);
            keepLikely(scores, probabilities, least);
        }
        if (drawing.typicalP() < 1) {
            typical(scores);
        }
        if (drawing.epsilon() > 0) {
            keepLikely(scores, probabilities(scores), drawing.epsilon());
        }
        if (drawing.eta() > 0) {
            double[] probabilities = probabilities(scores);
            double least = Math.min(
                    drawing.eta(), Math.sqrt(drawing.eta()) * Math.exp(-entropy(probabilities, probabilities.length)));
            keepLikely(scores, probabilities, least);
        }
    }

    private void topP(float[] scores) {
        int[] order = likeliestFirst(scores);
        double[] probabilities = probabilities(scores);
        double sum = 0;
        int kept = 0;
        while (kept < order.length && (kept < fewest || sum < drawing.topP())) {
            sum += probabilities[order[kept++]];
        }
        for (int place = kept; place < order.length; place++) {
            scores[order[place]] = TokenRule.NEVER;
        }
    }

    private void topH(float[] scores) {
        int[] order = likeliestFirst(scores);
        int looked = Math.min(TOP_H, order.length);
        float[] best = new float[looked];
        for (int place = 0; place < looked; place++) {
            best[place] = scores[order[place]];
        }
        double[] probabilities = probabilities(best);
        double most = drawing.topH() * entropy(probabilities, looked);
        for (int place = 1; place < order.length; place++) {
            boolean kept = place < looked && entropy(probabilities, place + 1) <= most;
            scores[order[place]] = kept ? scores[order[place]] : TokenRule.NEVER;
        }
    }

    private void typical(float[] scores) {
        double[] probabilities = probabilities(scores);
        double expected = entropy(probabilities, probabilities.length);
        double[] distance = new double[scores.length];
        for (int token = 0; token < scores.length; token++) {
            distance[token] = Math.abs(-Math.log(probabilities[token]) - expected);
        }
        int[] order = IntStream.range(0, scores.length)
                .boxed()
                .sorted((a, b) -> Double.compare(distance[a], distance[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        double sum = 0;
        int last = 0;
        while (last < order.length - 1 && (sum += probabilities[order[last]]) < drawing.typicalP()) {
            last++;
        }
        double most = distance[order[last]];
        for (int place = fewest; place < order.length; place++) {
            if (distance[order[place]] > most) {
                scores[order[place]] = TokenRule.NEVER;
            }
        }
    }

    private void keepLikely(float[] scores, double[] probabilities, double least) {
        float known = sorted(scores)[scores.length - Math.min(scores.length, fewest)];
        keep(scores, token -> probabilities[token] >= least || scores[token] >= known);
    }

    private static void keep(float[] scores, IntPredicate kept) {
        int[] dropped = IntStream.range(0, scores.length)
                .filter(token -> !kept.test(token))
                .toArray();
        for (int token : dropped) {
            scores[token] = TokenRule.NEVER;
        }
    }

    private static float[] sorted(float[] scores) {
        float[] copy = scores.clone();
        Arrays.sort(copy);
        return copy;
    }

    private static int[] likeliestFirst(float[] scores) {
        return IntStream.range(0, scores.length)
                .filter(token -> scores[token] > TokenRule.NEVER)
                .boxed()
                .sorted((a, b) -> Float.compare(scores[b], scores[a]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The softmax. */
    static double[] probabilities(float[] scores) {
        float top = TokenRule.NEVER;
        for (float score : scores) {
            top = Math.max(top, score);
        }
        double[] probabilities = new double[scores.length];
        double total = 0;
        for (int token = 0; token < scores.length; token++) {
            probabilities[token] = Math.exp((double) scores[token] - top);
            total += probabilities[token];
        }
        for (int token = 0; token < scores.length; token++) {
            probabilities[token] /= total;
        }
        return probabilities;
    }

    private static double entropy(double[] probabilities, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum -= probabilities[i] > 0 ? probabilities[i] * Math.log(probabilities[i]) : 0;
        }
        return sum;
    }
}
