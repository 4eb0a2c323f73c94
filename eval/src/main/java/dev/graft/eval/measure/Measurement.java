package dev.graft.eval.measure;

import java.util.Arrays;

/**
 * What a metric finds in each answer of a data set: numbers that are added up over the samples, and a formula that makes the
 * metric's value of their sums. A mean adds up scores, BLEU adds up counts of words. So the value of a part of the samples, or
 * of a random draw of them, can be had without looking at the answers again.
 */
public final class Measurement {
    /** The value that sums over samples give. */
    @FunctionalInterface
    public interface Formula {
        /** Must give a number for sums of zeros as well. */
        double value(double[] sums);
    }

    private final double[][] parts;
    private final Formula formula;
    private final boolean mean;
    private final boolean byType;

    private Measurement(double[][] parts, Formula formula, boolean mean, boolean byType) {
        if (parts.length == 0) {
            throw new IllegalArgumentException("a metric is measured on at least one sample");
        }
        this.parts = parts;
        this.formula = formula;
        this.mean = mean;
        this.byType = byType;
    }

    /** The mean of scores, one for each sample, from 0 for wrong to 1 for right; reported in all and by type of question. */
    public static Measurement scores(double... scores) {
        for (double score : scores) {
            if (!(score >= 0 && score <= 1)) {
                throw new IllegalArgumentException("a score is from 0 to 1, found " + score);
            }
        }
        double[][] parts =
                Arrays.stream(scores).mapToObj(score -> new double[] {score, 1}).toArray(double[][]::new);
        return new Measurement(parts, Measurement::ratio, true, true);
    }

    /**
     * The share that some samples have of others, such as those found among those sought: the sum of the first numbers by the
     * sum of the second, 0 where that is 0.
     *
     * @param parts two for each sample, {@code 0 <= first <= second <= 1}
     */
    public static Measurement share(double[][] parts) {
        return new Measurement(parts, Measurement::ratio, true, false);
    }

    /** The value of a whole set by a formula of its own. */
    public static Measurement ofSet(double[][] parts, Formula formula) {
        return new Measurement(parts, formula, false, false);
    }

    private static double ratio(double[] sums) {
        return sums[1] == 0 ? 0 : Math.min(1, sums[0] / sums[1]);
    }

    /**
     * How much higher another is on the same samples; may be negative.
     *
     * @throws IllegalArgumentException if it is of another number of samples
     */
    public Measurement lessThan(Measurement other) {
        if (size() != other.size() || width() != other.width()) {
            throw new IllegalArgumentException(
                    "only measurements of the same metric on the same samples can be compared");
        }
        double[][] both = new double[size()][2 * width()];
        for (int i = 0; i < both.length; i++) {
            System.arraycopy(parts[i], 0, both[i], 0, width());
            System.arraycopy(other.parts[i], 0, both[i], width(), width());
        }
        return ofSet(
                both,
                sums -> other.value(Arrays.copyOfRange(sums, width(), 2 * width()))
                        - value(Arrays.copyOf(sums, width())));
    }

    /** This as a figure of the whole set, without one for each type of question. */
    public Measurement overall() {
        return new Measurement(parts, formula, mean, false);
    }

    /** How many samples it is of. */
    public int size() {
        return parts.length;
    }

    /** The numbers of a sample. */
    public double[] parts(int sample) {
        return parts[sample].clone();
    }

    /** How many numbers there are of each sample. */
    public int width() {
        return parts[0].length;
    }

    /** Whether it is a mean of scores from 0 to 1. */
    public boolean isMean() {
        return mean;
    }

    /** Whether it is a mean of scores that are each right or wrong. */
    public boolean isBinary() {
        return mean && Arrays.stream(parts).allMatch(part -> part[0] == 0 || part[0] == part[1]);
    }

    /** Whether another is a mean over the same samples: two models' precisions are over those that each of them said yes to. */
    boolean hasSameWeights(Measurement other) {
        for (int i = 0; i < parts.length; i++) {
            if (parts[i][1] != other.parts[i][1]) {
                return false;
            }
        }
        return true;
    }

    /** Whether it is to be reported by type of question too. */
    public boolean isByType() {
        return byType;
    }

    /** The score of a sample, of a mean. */
    public double score(int sample) {
        if (!mean) {
            throw new IllegalStateException("only a mean has a score of each sample");
        }
        return ratio(parts[sample]);
    }

    /** The value that sums give. */
    public double value(double[] sums) {
        return formula.value(sums);
    }

    /** The value over all samples. */
    public double value() {
        return value(sums());
    }

    /** How many samples the value is of: of a share those that could have been found. */
    public long count() {
        long counted = mean ? counted() : parts.length;
        return counted == 0 ? parts.length : counted;
    }

    /** How many samples a mean is over. */
    long counted() {
        return Math.round(weight());
    }

    /** What a mean divides by. */
    double weight() {
        return sums()[1];
    }

    private double[] sums() {
        double[] sums = new double[width()];
        for (double[] part : parts) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += part[i];
            }
        }
        return sums;
    }

    /** The same of some samples. */
    public Measurement of(int[] samples) {
        return new Measurement(
                Arrays.stream(samples).mapToObj(i -> parts[i]).toArray(double[][]::new), formula, mean, byType);
    }
}
