package dev.graft.testsupport.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Damages bytes in the ways in which files are damaged, by accident or on purpose. */
final class Mutator {
    private static final int MOST_BYTES = 1 << 16;

    private static final long[] NUMBERS = {
        0,
        1,
        -1,
        2,
        127,
        128,
        255,
        256,
        32767,
        65535,
        65536,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1L << 31,
        1L << 32,
        (1L << 32) - 1,
        1L << 40,
        1L << 53,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    private static final List<String> PIECES = List.of(
            "null",
            "true",
            "false",
            "-1",
            "0",
            "1e999",
            "NaN",
            "99999999999999999999",
            "2147483648",
            "0.5",
            "\"\"",
            "[]",
            "{}",
            "[",
            "]",
            "{",
            "}",
            "\"",
            "\\",
            ",",
            ":",
            "\n",
            "\u0000",
            "\\u0000",
            "\\ud800",
            "\uFEFF",
            "../",
            "/",
            "\u00e9",
            "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
            "%s",
            "<image>",
            "1.5e300",
            " ");

    private final SplittableRandom random;
    private final List<byte[]> words;

    Mutator(SplittableRandom random, List<byte[]> words) {
        this.random = random;
        this.words = words;
    }

    /** Some damages, one after the other. */
    byte[] mutate(byte[] bytes, byte[] other) {
        byte[] mutated = bytes;
        int times = 1 << random.nextInt(4);
        for (int i = 0; i < times; i++) {
            mutated = once(mutated, other);
        }
        return mutated.length > MOST_BYTES ? Arrays.copyOf(mutated, MOST_BYTES) : mutated;
    }

    private byte[] once(byte[] bytes, byte[] other) {
        if (bytes.length == 0) {
            return other.clone();
        }
        int at = random.nextInt(bytes.length);
        return switch (random.nextInt(11)) {
            case 0 -> changed(bytes, at, (byte) (bytes[at] ^ 1 << random.nextInt(8)));
            case 1 -> changed(bytes, at, (byte) random.nextInt(256));
            case 2 -> changed(bytes, at, (byte) (bytes[at] + random.nextInt(-8, 9)));
            case 3 -> replaced(bytes, at, at + length(bytes, at), new byte[0]);
            case 4 -> replaced(bytes, at, at, Arrays.copyOfRange(bytes, at, at + length(bytes, at)));
            case 5 -> number(bytes, at);
            case 6 -> replaced(bytes, at, at + random.nextInt(2) * length(bytes, at), word());
            case 7 -> digits(bytes, at);
            case 8 -> {
                int from = random.nextInt(other.length + 1);
                int length = Math.min(other.length - from, random.nextInt(64));
                yield replaced(
                        bytes,
                        at,
                        Math.min(bytes.length, at + random.nextInt(2) * length),
                        Arrays.copyOfRange(other, from, from + length));
            }
            case 9 -> random.nextInt(8) == 0 ? Arrays.copyOf(bytes, at) : swapped(bytes, at);
            default -> quoted(bytes, at);
        };
    }

    private int length(byte[] bytes, int at) {
        return Math.min(bytes.length - at, 1 + random.nextInt(random.nextInt(16) == 0 ? 512 : 16));
    }

    private byte[] word() {
        int word = random.nextInt(PIECES.size() + words.size());
        return word < PIECES.size()
                ? PIECES.get(word).getBytes(StandardCharsets.UTF_8)
                : words.get(word - PIECES.size());
    }

    private static byte[] changed(byte[] bytes, int at, byte value) {
        byte[] changed = bytes.clone();
        changed[at] = value;
        return changed;
    }

    private static byte[] replaced(byte[] bytes, int from, int to, byte[] by) {
        byte[] replaced = new byte[bytes.length - (to - from) + by.length];
        System.arraycopy(bytes, 0, replaced, 0, from);
        System.arraycopy(by, 0, replaced, from, by.length);
        System.arraycopy(bytes, to, replaced, from + by.length, bytes.length - to);
        return replaced;
    }

    /** A number that programs stumble over, in a binary file. */
    private byte[] number(byte[] bytes, int at) {
        int size = 1 << random.nextInt(1, 4);
        if (at + size > bytes.length) {
            return bytes;
        }
        byte[] changed = bytes.clone();
        ByteBuffer into =
                ByteBuffer.wrap(changed).order(random.nextInt(4) == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        long value = NUMBERS[random.nextInt(NUMBERS.length)];
        switch (size) {
            case 2 -> into.putShort(at, (short) value);
            case 4 -> into.putInt(at, (int) value);
            default -> into.putLong(at, value);
        }
        return changed;
    }

    /** The digits around a place as another number. */
    private byte[] digits(byte[] bytes, int at) {
        int from = at;
        while (from < bytes.length && !isDigit(bytes[from])) {
            from++;
        }
        int to = from;
        while (to < bytes.length && isDigit(bytes[to])) {
            to++;
        }
        byte[] number = Long.toString(NUMBERS[random.nextInt(NUMBERS.length)]).getBytes(StandardCharsets.US_ASCII);
        return from == to ? bytes : replaced(bytes, from, to, number);
    }

    /** The text between the next quotation marks as another word. */
    private byte[] quoted(byte[] bytes, int at) {
        int from = next(bytes, at);
        int to = next(bytes, from + 1);
        return to >= bytes.length ? bytes : replaced(bytes, from + 1, to, word());
    }

    private static int next(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && bytes[at] != '"') {
            at++;
        }
        return at;
    }

    private byte[] swapped(byte[] bytes, int at) {
        int other = random.nextInt(bytes.length);
        return changed(changed(bytes, at, bytes[other]), other, bytes[at]);
    }

    private static boolean isDigit(byte value) {
        return value >= '0' && value <= '9';
    }
}
