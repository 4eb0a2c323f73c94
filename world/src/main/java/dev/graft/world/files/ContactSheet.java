package dev.graft.world.files;

import dev.graft.world.scene.SceneRenderer;

/** Some scenes of the test split in one image, to be looked at. */
final class ContactSheet {
    private static final int COLUMNS = 10;
    private static final int ROWS = 6;
    private static final int GAP = 4;
    private static final int CHANNELS = 3;

    private ContactSheet() {}

    static byte[] png(WorldOptions options) {
        int side = options.side();
        int width = COLUMNS * (side + GAP) - GAP;
        int height = ROWS * (side + GAP) - GAP;
        byte[] sheet = new byte[width * height * CHANNELS];
        for (int i = 0; i < COLUMNS * ROWS && i < options.testImages(); i++) {
            byte[] image = SceneRenderer.render(WorldSplit.TEST.scene(options.seed(), i, side));
            int left = i % COLUMNS * (side + GAP);
            int top = i / COLUMNS * (side + GAP);
            for (int row = 0; row < side; row++) {
                int at = ((top + row) * width + left) * CHANNELS;
                System.arraycopy(image, row * side * CHANNELS, sheet, at, side * CHANNELS);
            }
        }
        return PngWriter.encode(sheet, width, height);
    }
}
