package dev.graft.models.data.show;

import dev.graft.backbones.image.Images;
import dev.graft.models.data.ImageRef;
import dev.graft.tensors.ModelFileException;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/**
 * A small picture of an image, for a page that holds it itself.
 *
 * @param uri {@code data:image/...;base64,...}; empty where there is none
 * @param text the size of the image, or why it cannot be shown
 */
record Thumbnail(String uri, String text) {
    private static final int SIDE = 240;

    /** Of the image; of one that is missing or broken what is wrong with it. */
    static Thumbnail of(ImageRef image) {
        if (!image.exists()) {
            return new Thumbnail("", "is not at " + image.source() + image.near());
        }
        try {
            BufferedImage picture = Images.read(image.bytes(), image.source().toString());
            String size = picture.getWidth() + "x" + picture.getHeight();
            return new Thumbnail(uri(small(picture)), size);
        } catch (ModelFileException e) {
            return new Thumbnail("", String.valueOf(e.getMessage()));
        }
    }

    /** Halved as often as it goes, so that every pixel counts, and then brought to its size. */
    private static BufferedImage small(BufferedImage picture) {
        double scale = (double) SIDE / Math.max(picture.getWidth(), picture.getHeight());
        if (scale >= 1) {
            return picture;
        }
        int width = Math.max(1, (int) Math.round(picture.getWidth() * scale));
        int height = Math.max(1, (int) Math.round(picture.getHeight() * scale));
        BufferedImage part = picture;
        while (part.getWidth() >= 2 * width && part.getHeight() >= 2 * height) {
            part = scaled(part, part.getWidth() / 2, part.getHeight() / 2);
        }
        return scaled(part, width, height);
    }

    private static BufferedImage scaled(BufferedImage picture, int width, int height) {
        BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D g = small.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        g.drawImage(picture, 0, 0, width, height, null);
        g.dispose();
        return small;
    }

    /** A drawing is smaller as PNG, a photograph as JPEG. */
    private static String uri(BufferedImage picture) {
        byte[] png = written(picture, "png");
        byte[] jpeg = written(picture, "jpeg");
        String type = png.length <= jpeg.length ? "png" : "jpeg";
        return "data:image/" + type + ";base64,"
                + Base64.getEncoder().encodeToString(png.length <= jpeg.length ? png : jpeg);
    }

    private static byte[] written(BufferedImage picture, String format) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, format, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
