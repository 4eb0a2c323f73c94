package dev.graft.backbones.decoding;

import dev.graft.backbones.generation.rule.TokenRule;
import java.util.Arrays;
import java.util.SplittableRandom;

/** The best continuations of several texts by one token: places in the list of all scores, one text after the other. */
final class Candidates {
    private Candidates() {}

    /** The places of the highest scores, the highest first; the earlier of equals first. */
    static int[] best(float[][] scores, int count) {
        int vocabulary = scores[0].length;
        int[] places = new int[count];
        float[] found = new float[count];
        int size = 0;
        for (int row = 0; row < scores.length; row++) {
            for (int token = 0; token < vocabulary; token++) {
                float score = scores[row][token];
                if (size == count && !(score > found[size - 1])) {
                    continue;
                }
                int at = size == count ? size - 1 : size++;
                while (at > 0 && score > found[at - 1]) {
                    found[at] = found[at - 1];
                    places[at] = places[at - 1];
                    at--;
                }
                found[at] = score;
                places[at] = row * vocabulary + token;
            }
        }
        return Arrays.copyOf(places, size);
    }

    /** Places drawn one after the other by their probabilities, none twice. */
    static int[] drawn(float[][] scores, int count, SplittableRandom random) {
        int vocabulary = scores[0].length;
        float[] all = new float[scores.length * vocabulary];
        for (int row = 0; row < scores.length; row++) {
            System.arraycopy(scores[row], 0, all, row * vocabulary, vocabulary);
        }
        double[] probabilities = Filters.probabilities(all);
        int[] places = new int[count];
        for (int i = 0; i < count; i++) {
            places[i] = TokenPicker.draw(probabilities, random);
            if (!(probabilities[places[i]] > 0)) {
                return rest(all, places, i);
            }
            probabilities[places[i]] = 0;
            all[places[i]] = TokenRule.NEVER;
        }
        return places;
    }

    /** Where fewer than wanted can be drawn, others follow that are as good as none. */
    private static int[] rest(float[] left, int[] places, int from) {
        boolean[] taken = new boolean[left.length];
        for (int i = 0; i < from; i++) {
            taken[places[i]] = true;
        }
        int next = 0;
        for (int i = from; i < places.length; i++) {
            while (taken[next]) {
                next++;
            }
            places[i] = next++;
        }
        return places;
    }

    /** The places of the highest numbers, the highest first; the earlier of equals first. */
    static int[] best(float[] scores, int count) {
        return best(new float[][] {scores}, count);
    }
}
