package dev.graft.backbones.image.vp8;

import java.io.IOException;

/**
 * What a key frame says of itself before its macroblocks (RFC 6386, 9).
 *
 * @param width in pixels
 * @param height in pixels
 * @param segments groups of macroblocks
 * @param filter how edges are smoothed
 * @param quantizers of the four segments
 * @param coefficients the probabilities of the branches, as {@link CoefficientTables} orders them
 * @param skipped how probable it is, of 256, that a macroblock has coefficients; -1: all have
 * @param modes where the modes of the macroblocks are read
 * @param tokens where the coefficients are read, the rows of macroblocks in turn
 */
record FrameHeader(
        int width,
        int height,
        Segments segments,
        FilterStrength.Frame filter,
        Quantizer[] quantizers,
        int[] coefficients,
        int skipped,
        BoolDecoder modes,
        BoolDecoder[] tokens) {
    static final int BYTES = 10;

    static FrameHeader read(byte[] data, int from, int to) throws IOException {
        int first = from + BYTES;
        int length = Vp8Size.firstPartition(data, from);
        if (length > to - first) {
            throw new IOException("its picture is cut short");
        }
        Vp8Size size = Vp8Size.read(data, from, to);
        BoolDecoder in = new BoolDecoder(data, first, first + length);
        in.number(2); // colour space and whether to clamp, which change nothing
        Segments segments = Segments.read(in);
        FilterStrength.Frame filter = FilterStrength.read(in, segments);
        BoolDecoder[] tokens = partitions(data, first + length, to, 1 << in.number(2));
        Quantizer[] quantizers = Quantizer.read(in, segments);
        in.flag(); // whether later frames begin with these probabilities
        int[] coefficients = coefficients(in);
        int skipped = in.flag() ? in.number(8) : -1;
        return new FrameHeader(
                size.width(), size.height(), segments, filter, quantizers, coefficients, skipped, in, tokens);
    }

    private static BoolDecoder[] partitions(byte[] data, int from, int to, int count) throws IOException {
        int at = from + 3 * (count - 1);
        if (at >= to) {
            throw new IOException("its picture is cut short");
        }
        BoolDecoder[] partitions = new BoolDecoder[count];
        for (int i = 0; i < count - 1; i++) {
            int length = Vp8Size.threeBytes(data, from + 3 * i);
            int end = at + Math.min(length, to - at);
            partitions[i] = new BoolDecoder(data, at, end);
            at = end;
        }
        partitions[count - 1] = new BoolDecoder(data, at, to);
        if (at == to) {
            throw new IOException("its picture is cut short");
        }
        return partitions;
    }

    private static int[] coefficients(BoolDecoder in) throws IOException {
        int[] coefficients = CoefficientTables.DEFAULTS.clone();
        for (int i = 0; i < coefficients.length; i++) {
            if (in.bit(CoefficientTables.CHANGES[i]) == 1) {
                coefficients[i] = in.number(8);
            }
        }
        return coefficients;
    }
}
