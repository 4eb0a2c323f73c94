package dev.graft.eval.measure;

import dev.graft.models.data.Sample;
import dev.graft.models.data.sampling.SplitMix64;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Random draws of a data set's images, with all questions about each: by how much a metric's value varies over them is by
 * how much it would vary over other data sets of this kind (Efron 1979). Questions about one image are right or wrong together
 * more often than others, so not they are drawn but the images; with them as independent intervals would be too narrow.
 *
 * <p>The same images are drawn in the same way each time. In the draws CIDEr keeps what each run of words counts in the whole set.
 */
public final class Resampling {
    /** How many times the images are drawn. */
    public static final int DRAWS = 2000;

    private static final long SEED = 0;

    private final int[] groups;
    private final int count;

    private Resampling(int[] groups) {
        this.groups = groups;
        this.count = (int) Arrays.stream(groups).distinct().count();
    }

    /** Of samples that belong together by their image. */
    public static Resampling byImage(List<Sample> samples) {
        return byGroup(samples.stream().map(Sample::group).toList());
    }

    /** Of samples that belong together where they have equal groups. */
    public static Resampling byGroup(List<?> groups) {
        Map<Object, Integer> numbers = new HashMap<>();
        return new Resampling(groups.stream()
                .mapToInt(group -> numbers.computeIfAbsent(group, none -> numbers.size()))
                .toArray());
    }

    /** How many images there are. */
    public int images() {
        return count;
    }

    /** Whether no two samples belong together. */
    public boolean isIndependent() {
        return count == groups.length;
    }

    /** The draws of a part of the samples. */
    public Resampling of(int[] samples) {
        return byGroup(Arrays.stream(samples).mapToObj(i -> groups[i]).toList());
    }

    /** What a metric comes to, with its interval. */
    public Score score(Measurement measured) {
        return new Score(measured.value(), measured.count(), interval(measured));
    }

    /**
     * The interval of a metric: of a mean of scores from 0 to 1 Wilson's, with what questions about one image have in common; of
     * others by draws of the images. Empty where nothing can be said: of a single image with several questions, and where all
     * draws give the same value, as if another could not be.
     */
    public Optional<Interval> interval(Measurement measured) {
        if (measured.isMean() && measured.counted() == 0) {
            return Optional.empty();
        }
        if (isIndependent() && measured.isBinary()) {
            return Optional.of(Interval.wilson(measured.value(), measured.count()));
        }
        if (count < 2) {
            return Optional.empty();
        }
        double[][] sums = sums(measured);
        if (measured.isMean()) {
            return Optional.of(ofMean(measured, sums));
        }
        double[] draws = values(measured);
        Bootstrap bootstrap = new Bootstrap(draws, measured.value(), without(measured, sums));
        double low = bootstrap.low();
        double high = bootstrap.high();
        return low == high ? Optional.empty() : Optional.of(new Interval(low, high, Interval.Method.BOOTSTRAP));
    }

    /** Of scores that are all alike as if each image had one question. */
    private Interval ofMean(Measurement measured, double[][] sums) {
        int images = (int) Arrays.stream(sums).filter(image -> image[1] > 0).count();
        double mean = measured.value();
        double error = error(sums, mean, measured.weight());
        return images < 2 || error == 0 || mean == 0 || mean == 1
                ? Interval.wilson(mean, images)
                : Interval.wilson(mean, error, images);
    }

    /** The standard error of a ratio of sums over images, which are drawn and not the questions (Cochran 1977, 2.11). */
    private static double error(double[][] sums, double mean, double weight) {
        double squares = 0;
        int images = 0;
        for (double[] image : sums) {
            double rest = image[0] - mean * image[1];
            squares += rest * rest;
            images += image[1] > 0 ? 1 : 0;
        }
        return Math.sqrt(squares * images / (images - 1)) / weight;
    }

    /** The values without each of the images, whose numbers are added up. */
    static double[] without(Measurement measured, double[][] sums) {
        double[] all = new double[measured.width()];
        for (double[] image : sums) {
            Arrays.setAll(all, part -> all[part] + image[part]);
        }
        double[] values = new double[sums.length];
        double[] rest = new double[all.length];
        for (int i = 0; i < values.length; i++) {
            double[] image = sums[i];
            Arrays.setAll(rest, part -> all[part] - image[part]);
            values[i] = measured.value(rest);
        }
        return values;
    }

    /** The values of the draws, in ascending order. */
    public double[] values(Measurement measured) {
        double[][] sums = sums(measured);
        double[] values = new double[DRAWS];
        SplitMix64 random = SplitMix64.of(SEED, 0);
        double[] drawn = new double[measured.width()];
        for (int draw = 0; draw < DRAWS; draw++) {
            Arrays.fill(drawn, 0);
            for (int i = 0; i < sums.length; i++) {
                double[] image = sums[random.below(sums.length)];
                for (int part = 0; part < drawn.length; part++) {
                    drawn[part] += image[part];
                }
            }
            values[draw] = measured.value(drawn);
        }
        Arrays.sort(values);
        return values;
    }

    /** A metric's numbers, added up for each image. */
    public double[][] sums(Measurement measured) {
        double[][] sums = new double[count][measured.width()];
        for (int sample = 0; sample < groups.length; sample++) {
            double[] parts = measured.parts(sample);
            for (int part = 0; part < parts.length; part++) {
                sums[groups[sample]][part] += parts[part];
            }
        }
        return sums;
    }
}
