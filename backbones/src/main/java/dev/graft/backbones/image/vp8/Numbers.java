package dev.graft.backbones.image.vp8;

import java.util.stream.Stream;

/** Tables of numbers, written as text. */
final class Numbers {
    private Numbers() {}

    static int[] of(String text) {
        return Stream.of(text.strip().split("\\s+")).mapToInt(Integer::parseInt).toArray();
    }
}
