package dev.graft.backbones.image.raster;

import dev.graft.tensors.InvalidInputException;

/** Width and height of a picture in pixels. */
public record ImageSize(int width, int height) {
    public ImageSize {
        if (width < 1 || height < 1) {
            throw new InvalidInputException("a size of " + width + "x" + height + " has no pixels");
        }
    }

    /** Cuts off the fractions. */
    public static ImageSize of(double width, double height) {
        if (width < 1 || height < 1 || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
            throw new InvalidInputException("a picture so narrow or small cannot be resized: it would get "
                    + (long) width + "x" + (long) height + " pixels. Leave it out, or crop it first");
        }
        return new ImageSize((int) width, (int) height);
    }

    public static ImageSize square(int edge) {
        return new ImageSize(edge, edge);
    }

    /** The number of pixels. */
    public long area() {
        return (long) width * height;
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }
}
