package dev.graft.backbones.image.webp;

/** Numbers in a file, the lowest byte first. */
final class LittleEndian {
    private LittleEndian() {}

    static int three(byte[] file, int at) {
        return file[at] & 0xff | (file[at + 1] & 0xff) << 8 | (file[at + 2] & 0xff) << 16;
    }

    static long four(byte[] file, int at) {
        return three(file, at) | (file[at + 3] & 0xffL) << 24;
    }
}
