package dev.graft.tensors;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes that a user has chosen, such as widths: their products, and whether there is memory for what they make. */
public final class Sizes {
    private static final double GIBIBYTE = 1 << 30;
    private static final Pattern BYTES =
            Pattern.compile("(\\d{1,6}(?:\\.\\d{1,6})?) ?([KMGT])B", Pattern.CASE_INSENSITIVE);
    private static final String PREFIXES = "KMGT";

    private Sizes() {}

    /**
     * A size that is so many times another.
     *
     * @throws InvalidInputException if it is more than an array or a dimension can have
     */
    public static int product(int one, int other) {
        long product = (long) one * other;
        if (product != (int) product) {
            throw new InvalidInputException("the sizes " + one + " and " + other + " make one of " + product
                    + ", and the largest there can be is " + Integer.MAX_VALUE + "; make one of them smaller");
        }
        return (int) product;
    }

    /** The number of elements of a shape; not exact beyond 2^53, but never out of its range. */
    public static double elements(long... shape) {
        double elements = 1;
        for (long size : shape) {
            elements *= size;
        }
        return elements;
    }

    /**
     * Refuses what cannot be in the memory that Java may use, before anything of it is made.
     *
     * @param what takes the memory, for the message
     * @param bytes that it takes at least
     * @param remedy what to make smaller, for the message
     * @throws InvalidInputException if there is less
     */
    public static void requireMemory(String what, double bytes, String remedy) {
        double most = Runtime.getRuntime().maxMemory();
        if (bytes > most) {
            throw new InvalidInputException(String.format(
                    Locale.ROOT,
                    "%s take at least %.1f GiB of memory, and Java may use %.1f; %s, or let Java use more by its option -Xmx",
                    what,
                    bytes / GIBIBYTE,
                    most / GIBIBYTE,
                    remedy));
        }
    }

    /** The bytes of a size such as {@code 20GB} or {@code 1.5 TB}, in powers of 1000; empty if it is written in another way. */
    public static OptionalLong bytes(String text) {
        Matcher size = BYTES.matcher(text.strip());
        if (!size.matches()) {
            return OptionalLong.empty();
        }
        int power = 1 + PREFIXES.indexOf(size.group(2).toUpperCase(Locale.ROOT));
        return OptionalLong.of(Math.round(Double.parseDouble(size.group(1)) * Math.pow(1000, power)));
    }

    /** A number of bytes for people, such as {@code 1.5 GB}. */
    public static String text(long bytes) {
        double number = bytes;
        int power = 0;
        while (number >= 999.5 && power < PREFIXES.length()) {
            number /= 1000;
            power++;
        }
        String unit = power == 0 ? " B" : " " + PREFIXES.charAt(power - 1) + "B";
        return String.format(Locale.ROOT, power == 0 || number >= 99.5 ? "%.0f" : "%.1f", number) + unit;
    }
}
