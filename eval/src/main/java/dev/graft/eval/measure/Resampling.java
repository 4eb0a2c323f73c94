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

    private static final double TAIL = 0.025;

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
     * The interval of a metric; empty where nothing can be said: of a single image with several questions, and where all draws
     * give the same value, as if another could not be.
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
        if (measured.isConstant()) {
            return Optional.of(Interval.wilson(measured.value(), Math.min(count, measured.count())));
        }
        double[] values = values(measured);
        double low = quantile(values, TAIL);
        double high = quantile(values, 1 - TAIL);
        return low == high ? Optional.empty() : Optional.of(new Interval(low, high, Interval.Method.BOOTSTRAP));
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

    /** Between the two nearest of sorted values, as NumPy's {@code quantile} finds it. */
    static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
