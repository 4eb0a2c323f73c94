package dev.graft.backbones.image.vp8;

/**
 * Writes the components of a picture as RGB, with the weights and the rounding of libwebp: chroma between its samples is 9, 3, 3
 * and 1 sixteenths of the four nearest ("fancy upsampling"), colours are those of ITU-R BT.601 in its studio range.
 */
final class RgbWriter {
    private final Planes planes;
    private final int width;
    private final int chromaWidth;
    private final int lastChromaRow;
    private final byte[] blue;
    private final byte[] red;

    RgbWriter(Planes planes, int width, int height) {
        this.planes = planes;
        this.width = width;
        this.chromaWidth = width + 1 >> 1;
        this.lastChromaRow = (height + 1 >> 1) - 1;
        this.blue = new byte[2 * chromaWidth];
        this.red = new byte[2 * chromaWidth];
    }

    /** Writes a row from the given place on. */
    void row(int y, byte[] rgb, int at) {
        interpolate(planes.blue(), y, blue);
        interpolate(planes.red(), y, red);
        byte[] luma = planes.luma().samples;
        int from = planes.luma().at(0, y);
        for (int x = 0, to = at; x < width; x++, to += 3) {
            int level = weighted(luma[from + x], 19077);
            int u = blue[x] & 0xff;
            int v = red[x] & 0xff;
            rgb[to] = level(level + (v * 26149 >> 8) - 14234);
            rgb[to + 1] = level(level - (u * 6419 >> 8) - (v * 13320 >> 8) + 8708);
            rgb[to + 2] = level(level + (u * 33050 >> 8) - 17685);
        }
    }

    private static int weighted(byte sample, int weight) {
        return (sample & 0xff) * weight >> 8;
    }

    /** A level that has six bits of a fraction. */
    private static byte level(int fixed) {
        return Sample.clip(fixed >> 6);
    }

    /** A row of chroma in full width. */
    private void interpolate(Plane plane, int y, byte[] row) {
        int nearRow = y >> 1;
        int farRow = Math.min(Math.max(0, nearRow + (y & 1) * 2 - 1), lastChromaRow);
        byte[] samples = plane.samples;
        int near = plane.at(0, nearRow);
        int far = plane.at(0, farRow);
        int leftNear = samples[near] & 0xff;
        int leftFar = samples[far] & 0xff;
        row[0] = (byte) (3 * leftNear + leftFar + 2 >> 2);
        for (int x = 1; x < chromaWidth; x++) {
            int rightNear = samples[near + x] & 0xff;
            int rightFar = samples[far + x] & 0xff;
            int sum = leftNear + rightNear + leftFar + rightFar + 8;
            row[2 * x - 1] = (byte) ((sum + 2 * (rightNear + leftFar) >> 3) + leftNear >> 1);
            row[2 * x] = (byte) ((sum + 2 * (leftNear + rightFar) >> 3) + rightNear >> 1);
            leftNear = rightNear;
            leftFar = rightFar;
        }
        row[2 * chromaWidth - 1] = (byte) (3 * leftNear + leftFar + 2 >> 2);
    }
}
