package dev.graft.backbones.image.vp8l;

import java.io.IOException;

/**
 * Which group of codes each part of a picture has.
 *
 * @param bits parts are squares of {@code 1 << bits} pixels a side; {@link #WHOLE} for a picture of one part
 * @param partsAcross how many parts there are in a row
 * @param parts the number of the group of each part
 * @param groups the groups; null for those that no part has
 */
record CodeGroups(int bits, int partsAcross, int[] parts, CodeGroup[] groups) {
    private static final int WHOLE = 30;

    /** Reads the codes of a picture of its own, which may have parts, or of one that belongs to another. */
    static CodeGroups read(BitReader in, int width, int height, int cacheSize, boolean own) throws IOException {
        if (!own || !in.flag()) {
            return new CodeGroups(WHOLE, 1, new int[1], new CodeGroup[] {CodeGroup.read(in, cacheSize)});
        }
        int bits = 2 + in.number(3);
        int across = Parts.of(width, bits);
        int[] parts = EntropyImage.read(in, across, Parts.of(height, bits), false);
        int most = 0;
        for (int i = 0; i < parts.length; i++) {
            parts[i] = parts[i] >>> 8 & 0xffff;
            most = Math.max(most, parts[i]);
        }
        boolean[] used = new boolean[most + 1];
        for (int part : parts) {
            used[part] = true;
        }
        CodeGroup[] groups = new CodeGroup[most + 1];
        for (int i = 0; i <= most; i++) {
            CodeGroup group = CodeGroup.read(in, cacheSize);
            groups[i] = used[i] ? group : null;
        }
        return new CodeGroups(bits, across, parts, groups);
    }

    /** The group of a pixel. */
    CodeGroup at(int x, int y) {
        return groups[parts[(y >> bits) * partsAcross + (x >> bits)]];
    }

    /** Whether a column is the first of its part. */
    boolean isFirst(int x) {
        return (x & (1 << bits) - 1) == 0;
    }
}
