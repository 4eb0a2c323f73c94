package dev.graft.cli;

import java.awt.image.BufferedImage;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Conversations about small pictures in LLaVA's format, one record a line, among them five of each of ten faults. */
final class FaultyData {
    /** The kinds of fault, in the order in which they are told. */
    static final List<String> KINDS = List.of(
            "malformed",
            "field",
            "empty",
            "turns",
            "marker",
            "image-name",
            "missing-image",
            "unreadable-image",
            "overlong",
            "unsayable");

    static final int EACH = 5;

    private static final List<String> COLORS = List.of("red", "green", "blue", "yellow");

    private final Path file;
    private final int images;

    private FaultyData(Path file, int images) {
        this.file = file;
        this.images = images;
    }

    /**
     * Writes them.
     *
     * @param records with the faulty ones, which are spread evenly
     * @param images in a folder beside the file
     */
    static void write(Path file, int records, int images) throws IOException {
        new FaultyData(file, images).write(records);
    }

    private void write(int records) throws IOException {
        Path folder = Files.createDirectories(file.resolveSibling("images"));
        for (int i = 0; i < images; i++) {
            BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
            image.setRGB(i % 16, i / 16 % 16, 0xff0000 + i);
            ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
        }
        byte[] whole = Files.readAllBytes(folder.resolve("0.png"));
        for (int i = 0; i < EACH; i++) {
            Files.write(folder.resolve("broken" + i + ".png"), java.util.Arrays.copyOf(whole, whole.length / 2));
        }
        int faults = KINDS.size() * EACH;
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < records; i++) {
                int every = records / faults;
                boolean bad = i % every == every / 2 && i / every < faults;
                out.write((bad ? faulty(i / every, i) : good(i)) + "\n");
            }
        }
    }

    private String good(int i) {
        String color = COLORS.get(i % COLORS.size());
        return record(i, i % images + ".png", "<image>\\nwhat color is the circle?", color);
    }

    private String faulty(int fault, int i) {
        String name = i % images + ".png";
        String question = "<image>\\nwhat color is the circle?";
        return switch (KINDS.get(fault % KINDS.size())) {
            case "malformed" -> record(i, name, question, "red").substring(0, 60);
            case "field" -> record(i, name, question, "red").replace("\"value\"", "\"text\"");
            case "empty" -> record(i, name, question, "  ");
            case "turns" -> record(i, name, question, "red").replace("\"gpt\"", "\"human\"");
            case "marker" -> record(i, name, question + " <image>", "red");
            case "image-name" -> record(i, "\\u0000", question, "red");
            case "missing-image" -> record(i, "gone" + fault + ".png", question, "red");
            case "unreadable-image" -> record(i, "broken" + fault / KINDS.size() + ".png", question, "red");
            case "overlong" -> record(i, name, question + " and the square?".repeat(400), "red");
            default -> record(i, name, question, "\u8d64\u3044");
        };
    }

    private static String record(int id, String image, String question, String answer) {
        return ("{\"id\": \"%d\", \"image\": \"images/%s\", \"conversations\": [{\"from\": \"human\", \"value\": \"%s\"}, "
                        + "{\"from\": \"gpt\", \"value\": \"%s\"}]}")
                .formatted(id, image, question, answer);
    }
}
