package dev.graft.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** Makes a bad input by steps in words: a verb, the name of a file in the input's folder, and the rest of the line. */
final class Preparation {
    private final Path folder;
    private final UnaryOperator<String> places;

    /** @param places puts real folders in the place of their names */
    Preparation(Path folder, UnaryOperator<String> places) {
        this.folder = folder;
        this.places = places;
    }

    void run(String step) {
        String[] words = places.apply(step).split(" ", 3);
        Path file = folder.resolve(words[1]);
        String rest = words.length < 3 ? "" : words[2];
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            run(words[0], file, rest);
        } catch (IOException e) {
            throw new UncheckedIOException(step, e);
        }
    }

    private void run(String verb, Path file, String rest) throws IOException {
        switch (verb) {
            case "write" -> Files.writeString(file, rest);
            case "hex" -> Files.write(file, HexFormat.of().parseHex(rest.replace(" ", "")));
            case "folder" -> Files.createDirectories(file);
            case "from" -> copy(Path.of(rest), file);
            case "delete" -> Files.delete(file);
            case "link" -> Files.createSymbolicLink(file, Path.of(rest));
            case "keep" -> Files.write(file, Arrays.copyOf(Files.readAllBytes(file), Integer.parseInt(rest)));
            case "flip" -> flip(file, Integer.parseInt(rest));
            case "replace" -> replace(file, rest.split(" => ", 2));
            case "png" -> Files.write(file, png(rest.split("x")));
            default -> throw new IllegalArgumentException("no verb " + verb);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path each : files.toList()) {
                Files.copy(each, to.resolve(from.relativize(each).toString()));
            }
        }
    }

    private static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at < 0 ? bytes.length + at : at] ^= 1;
        Files.write(file, bytes);
    }

    private static void replace(Path file, String... oldAndNew) throws IOException {
        String text = Files.readString(file);
        if (!text.contains(oldAndNew[0])) {
            throw new IllegalArgumentException(file + " does not hold " + oldAndNew[0] + ": " + text);
        }
        Files.writeString(file, text.replace(oldAndNew[0], oldAndNew[1]));
    }

    /** The beginning of a PNG file of a size, without its picture. */
    private static byte[] png(String... sides) {
        byte[] chunk = ByteBuffer.allocate(17)
                .put("IHDR".getBytes(StandardCharsets.US_ASCII))
                .putInt(Integer.parseInt(sides[0]))
                .putInt(Integer.parseInt(sides[1]))
                .put(new byte[] {8, 2, 0, 0, 0})
                .array();
        CRC32 check = new CRC32();
        check.update(chunk);
        return ByteBuffer.allocate(33)
                .put(HexFormat.of().parseHex("89504e470d0a1a0a"))
                .putInt(13)
                .put(chunk)
                .putInt((int) check.getValue())
                .array();
    }
}
