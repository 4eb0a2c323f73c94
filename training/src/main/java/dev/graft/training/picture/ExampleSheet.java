package dev.graft.training.picture;

import dev.graft.backbones.image.Images;
import dev.graft.tensors.InvalidInputException;
import dev.graft.training.progress.Example;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A sheet of images with the questions asked about them and the model's answers, right ones green and wrong ones red.
 */
public final class ExampleSheet {
    static final Color RIGHT = new Color(0x00, 0x7A, 0x53);
    static final Color WRONG = new Color(0xC0, 0x3A, 0x00);

    private static final int COLUMNS = 4;
    private static final int SIDE = 200;
    private static final int GAP = 20;
    private static final int LINES = 4;
    private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
    private static final int LINE_HEIGHT = 18;

    private ExampleSheet() {}

    /**
     * Draws the sheet.
     *
     * @param file the PNG file to write, whole or not at all
     * @throws IllegalArgumentException if there are no examples
     * @throws IllegalStateException if this machine cannot draw
     */
    public static void write(List<Example> examples, Path file) {
        if (examples.isEmpty()) {
            throw new InvalidInputException("there are no examples to draw");
        }
        Picture.write("the sheet of examples", file, () -> draw(examples));
    }

    private static BufferedImage draw(List<Example> examples) {
        int columns = Math.min(COLUMNS, examples.size());
        int rows = (examples.size() + columns - 1) / columns;
        int height = SIDE + LINES * LINE_HEIGHT + GAP;
        BufferedImage sheet =
                new BufferedImage(GAP + columns * (SIDE + GAP), GAP + rows * height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = sheet.createGraphics();
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        g.setFont(FONT);
        for (int i = 0; i < examples.size(); i++) {
            draw(g, examples.get(i), GAP + i % columns * (SIDE + GAP), GAP + i / columns * height);
        }
        g.dispose();
        return sheet;
    }

    private static void draw(Graphics2D g, Example example, int left, int top) {
        BufferedImage image =
                Images.read(example.image().bytes(), example.image().source().toString());
        double scale = (double) SIDE / Math.max(image.getWidth(), image.getHeight());
        int width = (int) Math.round(image.getWidth() * scale);
        int height = (int) Math.round(image.getHeight() * scale);
        g.drawImage(image, left + (SIDE - width) / 2, top + (SIDE - height) / 2, width, height, null);
        int line = top + SIDE + LINE_HEIGHT;
        g.setColor(Color.DARK_GRAY);
        line = lines(g, example.question(), LINES - 2, left, line);
        g.setColor(example.isRight() ? RIGHT : WRONG);
        String answer = example.isRight()
                ? example.answer()
                : example.answer() + " (" + example.expected().get(0) + ")";
        lines(g, answer, 2, left, line);
    }

    /** Writes a text in at most so many lines, and gives where the next one begins. */
    private static int lines(Graphics2D g, String text, int most, int left, int first) {
        FontMetrics metrics = g.getFontMetrics();
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split("\\s+")) {
            if (!line.isEmpty() && metrics.stringWidth(line + " " + word) > SIDE) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        int y = first;
        for (int i = 0; i < Math.min(most, lines.size()); i++, y += LINE_HEIGHT) {
            boolean cut = i == most - 1 && lines.size() > most;
            g.drawString(lines.get(i) + (cut ? " ..." : ""), left, y);
        }
        return y;
    }
}
