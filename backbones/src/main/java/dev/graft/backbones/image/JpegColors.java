package dev.graft.backbones.image;

import dev.graft.tensors.InvalidInputException;

/**
 * What the samples of a JPEG file mean, and their conversion to RGB as libjpeg and Pillow do it.
 *
 * <p>The samples are taken raw and converted here, so that the colours depend neither on the Java version nor on a colour
 * profile in the file, which Pillow does not apply either.
 */
enum JpegColors {
    GRAY(1),
    RGB(3),
    YCC(3),
    CMYK(4),
    YCCK(4);

    private static final int MARKER_SOF_FIRST = 0xC0;
    private static final int MARKER_SOF_LAST = 0xCF;
    private static final int MARKER_START_OF_SCAN = 0xDA;
    private static final int MARKER_JFIF = 0xE0;
    private static final int MARKER_ADOBE = 0xEE;

    private final int bands;

    JpegColors(int bands) {
        this.bands = bands;
    }

    /** The meaning of the samples, by the rules of libjpeg: JFIF and Adobe markers first, then the components' names. */
    static JpegColors of(byte[] file, int bands) {
        boolean jfif = false;
        int adobeTransform = -1;
        boolean namedRgb = false;
        for (int at = 2; at + 4 <= file.length && (file[at] & 0xff) == 0xff; ) {
            int marker = file[at + 1] & 0xff;
            if (marker == 0xff) { // a fill byte
                at++;
                continue;
            }
            int length = unsignedShort(file, at + 2);
            if (marker == MARKER_START_OF_SCAN || at + 2 + length > file.length) {
                break;
            } else if (marker == MARKER_JFIF) {
                jfif |= length >= 7 && startsWith(file, at + 4, "JFIF");
            } else if (marker == MARKER_ADOBE && length >= 14 && startsWith(file, at + 4, "Adobe")) {
                adobeTransform = file[at + 15] & 0xff;
            } else if (isFrame(marker) && length >= 8 + 3 * 3) {
                namedRgb = file[at + 10] == 'R' && file[at + 13] == 'G' && file[at + 16] == 'B';
            }
            at += 2 + length;
        }
        return switch (bands) {
            case 1 -> GRAY;
            case 3 -> jfif ? YCC : adobeTransform >= 0 ? (adobeTransform == 0 ? RGB : YCC) : namedRgb ? RGB : YCC;
            case 4 -> adobeTransform > 0 ? YCCK : CMYK;
            default -> throw new InvalidInputException("a JPEG image of " + bands + " components");
        };
    }

    private static boolean isFrame(int marker) {
        return marker >= MARKER_SOF_FIRST
                && marker <= MARKER_SOF_LAST
                && marker != 0xC4
                && marker != 0xC8
                && marker != 0xCC;
    }

    private static int unsignedShort(byte[] file, int at) {
        return (file[at] & 0xff) << 8 | file[at + 1] & 0xff;
    }

    private static boolean startsWith(byte[] file, int at, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (file[at + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Converts {@code pixels} pixels of interleaved samples and writes them to {@code rgb} from index {@code to} on. */
    void toRgb(byte[] samples, int pixels, byte[] rgb, int to) {
        for (int i = 0; i < pixels; i++, to += 3) {
            int at = i * bands;
            switch (this) {
                case GRAY -> put(rgb, to, samples[at], samples[at], samples[at]);
                case RGB -> put(rgb, to, samples[at], samples[at + 1], samples[at + 2]);
                case YCC -> yccToRgb(samples, at, rgb, to);
                case CMYK ->
                    inkToRgb(
                            samples[at] & 0xff,
                            samples[at + 1] & 0xff,
                            samples[at + 2] & 0xff,
                            samples[at + 3] & 0xff,
                            rgb,
                            to);
                case YCCK -> {
                    yccToRgb(samples, at, rgb, to);
                    inkToRgb(
                            255 - (rgb[to] & 0xff),
                            255 - (rgb[to + 1] & 0xff),
                            255 - (rgb[to + 2] & 0xff),
                            samples[at + 3] & 0xff,
                            rgb,
                            to);
                }
            }
        }
    }

    /** ITU-R BT.601 of the full range, in the 16-bit fixed-point numbers of libjpeg's {@code jdcolor.c}. */
    private static void yccToRgb(byte[] samples, int at, byte[] rgb, int to) {
        int y = samples[at] & 0xff;
        int cb = (samples[at + 1] & 0xff) - 128;
        int cr = (samples[at + 2] & 0xff) - 128;
        put(
                rgb,
                to,
                clamp(y + (91881 * cr + 32768 >> 16)),
                clamp(y + (-22554 * cb - 46802 * cr + 32768 >> 16)),
                clamp(y + (116130 * cb + 32768 >> 16)));
    }

    /** JPEG files store inks inverted (255 is no ink), as Adobe's programs do; the conversion is Pillow's. */
    private static void inkToRgb(int cyan, int magenta, int yellow, int white, byte[] rgb, int to) {
        put(
                rgb,
                to,
                clamp(white - multiply(255 - cyan, white)),
                clamp(white - multiply(255 - magenta, white)),
                clamp(white - multiply(255 - yellow, white)));
    }

    private static int multiply(int a, int b) {
        int product = a * b + 128;
        return (product >> 8) + product >> 8;
    }

    private static byte clamp(int level) {
        return (byte) Math.min(Math.max(level, 0), 255);
    }

    private static void put(byte[] rgb, int to, byte red, byte green, byte blue) {
        rgb[to] = red;
        rgb[to + 1] = green;
        rgb[to + 2] = blue;
    }
}
