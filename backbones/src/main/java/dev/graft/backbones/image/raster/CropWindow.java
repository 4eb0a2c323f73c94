package dev.graft.backbones.image.raster;

/** What is cropped of a picture, as the centre of a CLIP image: a rectangle of a pixel grid, which may reach beyond it. */
public record CropWindow(int left, int top, int width, int height) {
    public static CropWindow full(int width, int height) {
        return new CropWindow(0, 0, width, height);
    }

    /**
     * The middle of a grid, as Hugging Face's {@code center_crop} cuts it: where the difference is odd, the part is one
     * nearer to the top left, also where the window is larger than the grid.
     */
    public static CropWindow center(ImageSize grid, ImageSize part) {
        return new CropWindow(
                Math.floorDiv(grid.width() - part.width(), 2),
                Math.floorDiv(grid.height() - part.height(), 2),
                part.width(),
                part.height());
    }

    public boolean isEmpty() {
        return width == 0 || height == 0;
    }

    /** Whether this window is exactly the whole grid. */
    public boolean covers(int gridWidth, int gridHeight) {
        return left == 0 && top == 0 && width == gridWidth && height == gridHeight;
    }

    /** The part of this window that lies on the grid; it may be empty. */
    public CropWindow within(int gridWidth, int gridHeight) {
        int right = Math.min(left + width, gridWidth);
        int bottom = Math.min(top + height, gridHeight);
        int x = Math.min(Math.max(left, 0), gridWidth);
        int y = Math.min(Math.max(top, 0), gridHeight);
        return new CropWindow(x, y, Math.max(0, right - x), Math.max(0, bottom - y));
    }
}
