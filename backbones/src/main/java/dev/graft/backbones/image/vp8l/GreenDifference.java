package dev.graft.backbones.image.vp8l;

/** Red and blue are given as differences from green. */
record GreenDifference() implements Transform {
    @Override
    public int[] undo(int[] pixels) {
        for (int i = 0; i < pixels.length; i++) {
            int green = pixels[i] >>> 8 & 0xff;
            int redAndBlue = (pixels[i] & 0x00FF00FF) + (green << 16 | green) & 0x00FF00FF;
            pixels[i] = pixels[i] & 0xFF00FF00 | redAndBlue;
        }
        return pixels;
    }
}
