package dev.graft.models.export.gguf;

import dev.graft.backbones.image.ImageProcessor;
import dev.graft.tensors.Tensor;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The means and standard deviations by which the levels of a picture, from 0 to 1, are normalised, told by what an image
 * processor makes of black and of white, whatever its configuration calls them.
 */
record PictureLevels(List<Float> mean, List<Float> deviation) {
    private static final int SIDE = 32;

    /** @param folder whose files say how pictures are prepared */
    static PictureLevels of(Path folder) {
        ImageProcessor processor = ImageProcessor.load(folder);
        float[] black = levels(processor, Color.BLACK);
        float[] white = levels(processor, Color.WHITE);
        List<Float> mean = new ArrayList<>();
        List<Float> deviation = new ArrayList<>();
        for (int channel = 0; channel < 3; channel++) {
            double span = (double) white[channel] - black[channel];
            mean.add((float) (-black[channel] / span));
            deviation.add((float) (1 / span));
        }
        return new PictureLevels(mean, deviation);
    }

    private static float[] levels(ImageProcessor processor, Color color) {
        BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(color);
        graphics.fillRect(0, 0, SIDE, SIDE);
        graphics.dispose();
        Tensor pixels = processor.process(picture);
        FloatBuffer values = pixels.floats();
        int height = (int) pixels.dim(2);
        int width = (int) pixels.dim(3);
        float[] levels = new float[3];
        for (int channel = 0; channel < 3; channel++) {
            levels[channel] = values.get((channel * height + height / 2) * width + width / 2);
        }
        return levels;
    }
}
