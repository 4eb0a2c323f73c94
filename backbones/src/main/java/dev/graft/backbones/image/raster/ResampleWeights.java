package dev.graft.backbones.image.raster;

/**
 * For a run of target positions along one axis, which source positions each is made of, and their weights as fixed-point
 * numbers with {@link #PRECISION_BITS} fractional bits.
 *
 * @param isIdentity whether the axis keeps its length, so that each target position is its source position
 * @param first for each target position the first source position
 * @param count for each target position how many source positions
 * @param stride distance in {@code weights} from one target position to the next
 */
record ResampleWeights(boolean isIdentity, int[] first, int[] count, int stride, int[] weights) {
    /** Pillow's choice: 8 bits for the level, 2 for the overshoot of filters with negative lobes, the rest for this. */
    public static final int PRECISION_BITS = 32 - 8 - 2;

    /** The weights of target positions {@code from .. from + length - 1} when {@code source} pixels become {@code target}. */
    public static ResampleWeights of(ResampleFilter filter, int source, int target, int from, int length) {
        if (source == target) {
            return identity(from, length);
        }
        double scale = (double) source / target;
        double filterScale = Math.max(scale, 1);
        double support = filter.support() * filterScale;
        int stride = (int) Math.ceil(support) * 2 + 1;
        int[] first = new int[length];
        int[] count = new int[length];
        int[] weights = new int[Math.multiplyExact(length, stride)];
        double[] exact = new double[stride];
        for (int i = 0; i < length; i++) {
            double center = (from + i + 0.5) * scale;
            first[i] = Math.max((int) (center - support + 0.5), 0);
            count[i] = Math.min((int) (center + support + 0.5), source) - first[i];
            double sum = 0;
            for (int k = 0; k < count[i]; k++) {
                exact[k] = filter.weight((k + first[i] - center + 0.5) * (1 / filterScale));
                sum += exact[k];
            }
            for (int k = 0; k < count[i]; k++) {
                weights[i * stride + k] = fixedPoint(sum == 0 ? exact[k] : exact[k] / sum);
            }
        }
        return new ResampleWeights(false, first, count, stride, weights);
    }

    private static ResampleWeights identity(int from, int length) {
        int[] first = new int[length];
        int[] count = new int[length];
        int[] weights = new int[length];
        for (int i = 0; i < length; i++) {
            first[i] = from + i;
            count[i] = 1;
            weights[i] = 1 << PRECISION_BITS;
        }
        return new ResampleWeights(true, first, count, 1, weights);
    }

    private static int fixedPoint(double weight) {
        return (int) ((weight < 0 ? -0.5 : 0.5) + weight * (1 << PRECISION_BITS));
    }

    /** The number of target positions. */
    public int length() {
        return first.length;
    }

    /** The first source position that any target position needs. */
    public int start() {
        return first[0];
    }

    /** One more than the last source position that any target position needs. */
    public int end() {
        return first[first.length - 1] + count[count.length - 1];
    }
}
