package dev.graft.backbones.image.vp8l;

import java.io.IOException;
import java.util.Arrays;

/**
 * A prefix code of symbols, by a table that the next bits look up: short codes in one step, longer ones in two.
 *
 * <p>An entry is a length and, below it, 16 bits of the symbol; where the length is beyond the first table, of the place where a
 * second one begins for that many bits.
 */
final class PrefixCode {
    static final int LONGEST = 15;
    private static final int FIRST = 8;
    private static final int VALUE = 16;

    private final int[] table;
    private final int first;

    private PrefixCode(int[] table, int first) {
        this.table = table;
        this.first = first;
    }

    /**
     * The code whose symbols have so many bits each, none where 0. One symbol alone takes no bits.
     *
     * @throws IOException if there is no such code, or bits that no symbol has
     */
    static PrefixCode of(int[] lengths, int symbols) throws IOException {
        int[] counts = new int[LONGEST + 1];
        int last = 0;
        for (int i = 0; i < symbols; i++) {
            counts[lengths[i]]++;
            last = lengths[i] > 0 ? i : last;
        }
        int used = symbols - counts[0];
        if (used == 1) {
            return new PrefixCode(new int[] {last}, 0);
        }
        int[] next = new int[LONGEST + 1];
        int longest = 0;
        int left = 1;
        for (int length = 1; length <= LONGEST; length++) {
            next[length] = next[length - 1] + counts[length - 1] * (length > 1 ? 1 : 0) << 1;
            left = 2 * left - counts[length];
            if (left < 0) {
                throw broken();
            }
            longest = counts[length] > 0 ? length : longest;
        }
        if (left > 0) {
            throw broken();
        }
        return new PrefixCode(table(lengths, symbols, next, Math.min(longest, FIRST)), Math.min(longest, FIRST));
    }

    private static IOException broken() {
        return new IOException("a code of its picture is broken");
    }

    private static int[] table(int[] lengths, int symbols, int[] next, int first) {
        int[] codes = new int[symbols];
        int[] longest = new int[1 << first];
        for (int i = 0; i < symbols; i++) {
            if (lengths[i] > 0) {
                codes[i] = Integer.reverse(next[lengths[i]]++) >>> Integer.SIZE - lengths[i];
                int prefix = codes[i] & longest.length - 1;
                longest[prefix] = Math.max(longest[prefix], lengths[i]);
            }
        }
        int[] table = new int[longest.length];
        int size = longest.length;
        for (int prefix = 0; prefix < longest.length; prefix++) {
            if (longest[prefix] > first) {
                table[prefix] = longest[prefix] << VALUE | size;
                size += 1 << longest[prefix] - first;
            }
        }
        table = Arrays.copyOf(table, size);
        for (int i = 0; i < symbols; i++) {
            if (lengths[i] > first) {
                int link = table[codes[i] & longest.length - 1];
                int from = link & (1 << VALUE) - 1;
                int to = from + (1 << (link >>> VALUE) - first);
                fill(table, from + (codes[i] >>> first), to, 1 << lengths[i] - first, lengths[i] << VALUE | i);
            } else if (lengths[i] > 0) {
                fill(table, codes[i], longest.length, 1 << lengths[i], lengths[i] << VALUE | i);
            }
        }
        return table;
    }

    private static void fill(int[] table, int from, int to, int step, int entry) {
        for (int i = from; i < to; i += step) {
            table[i] = entry;
        }
    }

    /** The next symbol. */
    int read(BitReader in) throws IOException {
        int bits = in.peek();
        int entry = table[bits & (1 << first) - 1];
        int length = entry >>> VALUE;
        if (length > first) {
            entry = table[(entry & (1 << VALUE) - 1) + (bits >>> first & (1 << length - first) - 1)];
            length = entry >>> VALUE;
        }
        in.take(length);
        return entry & (1 << VALUE) - 1;
    }
}
