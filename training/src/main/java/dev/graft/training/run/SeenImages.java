package dev.graft.training.run;

import dev.graft.tensors.files.AtomicFiles;
import dev.graft.training.features.ImageFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The images of a run by name, each with the beginning of its SHA-256: when the run goes on they tell which have changed.
 *
 * @param images of the data as they are now
 */
public record SeenImages(List<ImageFile> images) {
    /** The list in the folder of a run. */
    static final String FILE = "images.txt";

    /** What has changed in them since, where it is more than a message can hold. */
    static final String CHANGED = "changed-images.txt";

    /** As much of a hash as is compared: the SHA-256 of all data decides whether any has changed. */
    private static final int DIGITS = 16;

    private static final int SAID = 5;

    /** Writes the list into the folder of a run that is allowed to go on, and takes away what was said of an earlier one. */
    void write(Path folder) {
        AtomicFiles.write(
                folder.resolve(FILE),
                () -> images.stream().map(SeenImages::line).iterator());
        try {
            Files.deleteIfExists(folder.resolve(CHANGED));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ByteBuffer line(ImageFile image) {
        return ByteBuffer.wrap((digits(image) + " " + name(image) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static String digits(ImageFile image) {
        return image.sha256().substring(0, DIGITS);
    }

    private static String name(ImageFile image) {
        return image.image().name().replaceAll("\\p{Cntrl}", "?");
    }

    /**
     * What is other than the list in the folder of a run says, for a message: images that changed, are new or are gone, the
     * first by name and if there are more all in a file of that folder; or that none is. Empty where no list is, as of a run
     * that an earlier version began.
     */
    String changes(Path folder) {
        Map<String, String> earlier = new HashMap<>();
        try (Stream<String> lines = Files.lines(folder.resolve(FILE))) {
            lines.filter(line -> line.length() > DIGITS)
                    .forEach(line -> earlier.put(line.substring(DIGITS + 1), line.substring(0, DIGITS)));
        } catch (IOException | UncheckedIOException e) {
            return "";
        }
        List<String> changes = new ArrayList<>();
        for (ImageFile image : images) {
            String before = earlier.remove(name(image));
            if (before == null) {
                changes.add("new: " + image.image().source());
            } else if (!before.equals(digits(image))) {
                changes.add("changed: " + image.image().source());
            }
        }
        earlier.keySet().stream().sorted().forEach(name -> changes.add("gone: " + name));
        return said(folder, changes);
    }

    private static String said(Path folder, List<String> changes) {
        if (changes.isEmpty()) {
            return "; no image has changed, so the records have";
        }
        String first = "; images that are not as they were: " + changes.size() + " ("
                + String.join(", ", changes.subList(0, Math.min(SAID, changes.size())));
        if (changes.size() <= SAID) {
            return first + ")";
        }
        Path all = folder.resolve(CHANGED);
        try {
            AtomicFiles.write(all, String.join("\n", changes) + "\n");
            return first + ", ...; all are listed in " + all + ")";
        } catch (UncheckedIOException e) {
            // The refusal is what counts, also where nothing can be written.
            return first + ", ...)";
        }
    }
}
