package dev.graft.models.data.write;

import dev.graft.models.data.ImageRef;
import dev.graft.models.data.ImageSource;
import dev.graft.models.data.Sample;
import dev.graft.models.data.check.ImageKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The names of images in a folder that is written. A name below the folder of the old data stays, and with it the side on which
 * a split puts the image; others, and images within larger files, get one in {@code images}.
 */
final class ImageNames {
    /** Where images are while nothing is written. */
    static final Path FOLDER_OF_ALL = Path.of("");

    private static final String FOLDER = "images/";

    private final ImageFiles files;
    private final Map<ImageRef, String> names = new HashMap<>();
    private final Set<String> taken = new HashSet<>();

    /**
     * Names for images.
     *
     * @param images with the form of each
     * @param reserved names of the files that hold the records
     */
    ImageNames(ImageFiles files, Map<ImageRef, ImageKind> images, List<String> reserved) {
        this.files = files;
        reserved.forEach(name -> taken.add(name.toLowerCase(Locale.ROOT)));
        List<ImageRef> others = new ArrayList<>();
        for (ImageRef image : images.keySet()) {
            if (isReferenced(image)) {
                names.put(
                        image,
                        ((ImageSource.InFile) image.source().normalized())
                                .path()
                                .toString()
                                .replace('\\', '/'));
            } else if (!keeps(image)) {
                others.add(image);
            }
        }
        others.forEach(image -> names.put(image, free(FOLDER + base(image), ending(image, images.get(image)))));
    }

    /** The name in the new records. */
    String of(ImageRef image) {
        return names.get(image);
    }

    /** The sample with its images under their new names. */
    Sample renamed(Sample sample) {
        return sample.withImages(image -> ImageRef.in(FOLDER_OF_ALL, of(image)));
    }

    /** Whether the image stays where it is, and is named there. */
    boolean isReferenced(ImageRef image) {
        return files == ImageFiles.REFERENCE && image.source() instanceof ImageSource.InFile;
    }

    /** Whether a link stands in its place. */
    boolean isLinked(ImageRef image) {
        return files == ImageFiles.LINK && image.source() instanceof ImageSource.InFile;
    }

    private boolean keeps(ImageRef image) {
        String name = image.name();
        boolean inside = image.source() instanceof ImageSource.InFile
                && !Path.of(name).isAbsolute()
                && Arrays.stream(name.split("/")).noneMatch(step -> step.equals("..") || step.startsWith(".graft"));
        boolean kept = inside && !isTaken(name);
        if (kept) {
            take(name);
            names.put(image, name);
        }
        return kept;
    }

    /** A file cannot have the name of a folder of another. */
    private boolean isTaken(String name) {
        String small = name.toLowerCase(Locale.ROOT);
        for (int end = small.indexOf('/'); end >= 0; end = small.indexOf('/', end + 1)) {
            if (taken.contains(small.substring(0, end))) {
                return true;
            }
        }
        return taken.contains(small) || taken.contains(small + "/");
    }

    private void take(String name) {
        String small = name.toLowerCase(Locale.ROOT);
        taken.add(small);
        for (int end = small.indexOf('/'); end >= 0; end = small.indexOf('/', end + 1)) {
            taken.add(small.substring(0, end + 1));
        }
    }

    private String free(String name, String ending) {
        String found = name + ending;
        for (int number = 2; isTaken(found); number++) {
            found = name + "-" + number + ending;
        }
        take(found);
        return found;
    }

    private static String base(ImageRef image) {
        String name = image.name().substring(image.name().lastIndexOf('/') + 1);
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? name : name.substring(0, dot);
    }

    private static String ending(ImageRef image, ImageKind kind) {
        String name = image.name().substring(image.name().lastIndexOf('/') + 1);
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(dot) : "." + kind.ending();
    }
}
