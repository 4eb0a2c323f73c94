package dev.graft.backbones.image;

import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.InputFile;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The pictures of a folder, such as the frames of a video. */
public final class PictureFolder {
    private static final Pattern NAME =
            Pattern.compile(".*\\.(png|jpe?g|gif|bmp|webp)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** Digits, or what stands between digits. */
    private static final Pattern PART = Pattern.compile("\\d+|\\D+");

    /** Names in the order of their letters, numbers in them by their value: {@code frame2.png} before {@code frame10.png}. */
    static final Comparator<String> ORDER = PictureFolder::compare;

    private PictureFolder() {}

    /** Whether a file of that name should be a picture. */
    public static boolean isPicture(String name) {
        return NAME.matcher(name).matches();
    }

    /**
     * The pictures that lie in a folder, not in those in it, in the order of their names; numbers in names count by their value.
     *
     * @throws ModelFileException if there is none
     */
    public static List<Path> list(Path folder) {
        return list(folder, 1);
    }

    /**
     * The same of those that lie in folders in it too; their order is that of their paths. A link to a folder that it lies in is passed
     * over.
     */
    public static List<Path> listAll(Path folder) {
        return list(folder, Integer.MAX_VALUE);
    }

    private static List<Path> list(Path folder, int depth) {
        try {
            List<Path> pictures = files(folder, depth).stream()
                    .filter(file -> isPicture(name(file)))
                    .sorted(Comparator.comparing(file -> folder.relativize(file).toString(), ORDER))
                    .toList();
            if (pictures.isEmpty()) {
                throw new ModelFileException("image folder " + folder
                        + " holds no picture; expected files named as PNG, JPEG, GIF, BMP or WebP");
            }
            return pictures;
        } catch (IOException e) {
            throw InputFile.unlisted(folder, e);
        }
    }

    private static List<Path> files(Path folder, int depth) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(folder, Set.of(FileVisitOption.FOLLOW_LINKS), depth, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof FileSystemLoopException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
        return files;
    }

    /**
     * Some of the pictures of a video, taken evenly: of T pictures those with the numbers {@code i * T / most} without the fraction, as
     * transformers' {@code default_sample_indices_fn} takes {@code num_frames} of them.
     *
     * @param most how many; 0 for all, as where there are no more
     */
    public static <T> List<T> evenly(List<T> pictures, int most) {
        return most == 0 || most >= pictures.size()
                ? List.copyOf(pictures)
                : IntStream.range(0, most)
                        .mapToObj(i -> pictures.get((int) ((long) i * pictures.size() / most)))
                        .toList();
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private static int compare(String one, String other) {
        Matcher first = PART.matcher(one);
        Matcher second = PART.matcher(other);
        while (first.find()) {
            if (!second.find()) {
                return 1;
            }
            int order = compareParts(first.group(), second.group());
            if (order != 0) {
                return order;
            }
        }
        // Names that differ in zeros before a number alone.
        return second.find() ? -1 : one.compareTo(other);
    }

    private static int compareParts(String one, String other) {
        boolean numbers = Character.isDigit(one.charAt(0)) && Character.isDigit(other.charAt(0));
        return numbers
                ? new BigInteger(one).compareTo(new BigInteger(other))
                : one.toLowerCase(Locale.ROOT).compareTo(other.toLowerCase(Locale.ROOT));
    }
}
