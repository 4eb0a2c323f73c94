package dev.graft.backbones.image.raster;

import dev.graft.tensors.InvalidInputException;

/** An 8-bit RGB picture: {@code width * height * 3} bytes, row by row, the three channels of a pixel side by side. */
public record Pixels(int width, int height, byte[] rgb) {
    /** The most pixels that a picture may have: Pillow's limit for a "decompression bomb". */
    public static final long MAX_PIXELS = 178_956_970L;

    public Pixels {
        if (width < 1 || height < 1 || (long) width * height > MAX_PIXELS) {
            throw new InvalidInputException("a picture of " + width + "x" + height
                    + " pixels cannot be made; both sides are at least 1 and the area at most " + MAX_PIXELS);
        }
        if (rgb.length != width * height * 3) {
            throw new IllegalArgumentException(
                    width + "x" + height + " pixels take " + width * height * 3 + " bytes, not " + rgb.length);
        }
    }

    /** A black picture. */
    public static Pixels black(int width, int height) {
        long pixels = Math.max(0, (long) width * height);
        return new Pixels(width, height, new byte[(int) Math.min(pixels, MAX_PIXELS) * 3]);
    }

    public ImageSize size() {
        return new ImageSize(width, height);
    }

    /** The given part of this picture. What lies outside the picture is black. */
    public Pixels window(CropWindow window) {
        if (window.covers(width, height)) {
            return this;
        }
        Pixels part = black(window.width(), window.height());
        CropWindow inside = window.within(width, height);
        if (inside.isEmpty()) {
            return part;
        }
        for (int y = 0; y < inside.height(); y++) {
            int from = ((inside.top() + y) * width + inside.left()) * 3;
            int to = ((inside.top() - window.top() + y) * window.width() + inside.left() - window.left()) * 3;
            System.arraycopy(rgb, from, part.rgb, to, inside.width() * 3);
        }
        return part;
    }

    /** This picture on a black one of another size, its left upper corner at a place; what does not fit on it is left out. */
    public Pixels on(int screenWidth, int screenHeight, int left, int top) {
        return window(new CropWindow(-left, -top, screenWidth, screenHeight));
    }

    /** This picture in the middle of a square as wide as its longer side, on the given background of three levels. */
    public Pixels centeredOnSquare(int[] background) {
        if (width == height) {
            return this;
        }
        int side = Math.max(width, height);
        Pixels square = black(side, side);
        for (int i = 0; i < square.rgb.length; i++) {
            square.rgb[i] = (byte) background[i % 3];
        }
        int left = (side - width) / 2;
        int top = (side - height) / 2;
        for (int y = 0; y < height; y++) {
            System.arraycopy(rgb, y * width * 3, square.rgb, ((top + y) * side + left) * 3, width * 3);
        }
        return square;
    }
}
