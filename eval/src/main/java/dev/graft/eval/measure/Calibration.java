package dev.graft.eval.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How well the probabilities that a model gives its answers agree with how often these are right.
 *
 * @param error the expected calibration error (Naeini et al. 2015; Guo et al. 2017, arXiv 1706.04599): the mean over answers of
 *     the distance between the mean probability and the mean score of the answers in the same of {@value #BINS} bins of equal width
 * @param adaptiveError the same with bins of equally many answers (Nguyen and O'Connor 2015)
 * @param brier the mean squared distance of probability and score (Brier 1950)
 * @param confidence the mean probability
 * @param score the mean score
 * @param bins those of equal width with at least one answer, in ascending order
 */
public record Calibration(
        double error, double adaptiveError, double brier, double confidence, double score, List<Bin> bins) {
    /** How many bins there are. */
    public static final int BINS = 15;

    public Calibration {
        bins = List.copyOf(bins);
    }

    /**
     * The answers whose probability lies in an interval.
     *
     * @param low lower end, not in it but in the first bin
     * @param high upper end
     * @param count how many
     * @param confidence their mean probability
     * @param score their mean score
     */
    public record Bin(double low, double high, long count, double confidence, double score) {}

    /**
     * The calibration of answers.
     *
     * @param probabilities that the model gives them
     * @param scores from 0 for wrong to 1 for right
     */
    public static Calibration of(double[] probabilities, double[] scores) {
        int count = probabilities.length;
        if (count == 0 || scores.length != count) {
            throw new IllegalArgumentException(
                    "expected a score of each of at least one answer, found " + scores.length + " of " + count);
        }
        for (double probability : probabilities) {
            if (!(probability >= 0 && probability <= 1)) {
                throw new IllegalArgumentException("a probability is from 0 to 1, found " + probability);
            }
        }
        List<Bin> bins = new ArrayList<>();
        for (int bin = 0; bin < BINS; bin++) {
            int number = bin;
            int[] in = IntStream.range(0, count)
                    .filter(i -> bin(probabilities[i]) == number)
                    .toArray();
            if (in.length > 0) {
                bins.add(bin((double) bin / BINS, (bin + 1.0) / BINS, in, probabilities, scores));
            }
        }
        double brier = IntStream.range(0, count)
                .mapToDouble(i -> (probabilities[i] - scores[i]) * (probabilities[i] - scores[i]))
                .average()
                .orElseThrow();
        int[] all = IntStream.range(0, count).toArray();
        return new Calibration(
                error(bins, count),
                error(equalCounts(probabilities, scores), count),
                brier,
                mean(all, probabilities),
                mean(all, scores),
                bins);
    }

    /** The bin of a probability, from 0; the upper end of a bin is in it. */
    private static int bin(double probability) {
        int bin = 0;
        while (bin < BINS - 1 && probability > (bin + 1.0) / BINS) {
            bin++;
        }
        return bin;
    }

    private static List<Bin> equalCounts(double[] probabilities, double[] scores) {
        int[] order = IntStream.range(0, probabilities.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> probabilities[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        List<Bin> bins = new ArrayList<>();
        for (int bin = 0; bin < BINS; bin++) {
            int from = (int) ((long) bin * order.length / BINS);
            int to = (int) ((long) (bin + 1) * order.length / BINS);
            if (to > from) {
                int[] in = Arrays.copyOfRange(order, from, to);
                bins.add(bin(probabilities[in[0]], probabilities[in[in.length - 1]], in, probabilities, scores));
            }
        }
        return bins;
    }

    private static Bin bin(double low, double high, int[] in, double[] probabilities, double[] scores) {
        return new Bin(low, high, in.length, mean(in, probabilities), mean(in, scores));
    }

    private static double mean(int[] in, double[] values) {
        return Arrays.stream(in).mapToDouble(i -> values[i]).average().orElseThrow();
    }

    private static double error(List<Bin> bins, int count) {
        return bins.stream()
                .mapToDouble(bin -> bin.count() * Math.abs(bin.confidence() - bin.score()) / count)
                .sum();
    }
}
