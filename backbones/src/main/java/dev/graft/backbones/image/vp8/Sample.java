package dev.graft.backbones.image.vp8;

/** A level from 0 to 255. */
final class Sample {
    private Sample() {}

    /** The nearest level. */
    static byte clip(int level) {
        return (byte) (level < 0 ? 0 : Math.min(level, 255));
    }
}
