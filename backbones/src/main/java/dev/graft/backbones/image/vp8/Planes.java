package dev.graft.backbones.image.vp8;

/**
 * The components of a picture in whole macroblocks: luma, and the two of chroma, which have half as many rows and columns.
 *
 * @param columns of macroblocks
 * @param rows of macroblocks
 */
record Planes(int columns, int rows, Plane luma, Plane blue, Plane red) {
    static Planes of(int width, int height) {
        int columns = width + 15 >> 4;
        int rows = height + 15 >> 4;
        return new Planes(
                columns,
                rows,
                new Plane(16 * columns, 16 * rows),
                new Plane(8 * columns, 8 * rows),
                new Plane(8 * columns, 8 * rows));
    }
}
