package dev.graft.models.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes, a reader gives samples or says that the file is bad. */
class DatasetFuzzTest {
    private static final int ROUNDS = 150;
    private static final String PIECES = "[]{}\",:\\ \n0123456789nulltruefalse-e.\u0000<image>";

    @TempDir
    Path folder;

    static List<String> formats() {
        return DatasetFormat.ids();
    }

    /**
     * The files of a small genuine data set of a format, as {@code formats/ID} of the resources holds them: the data file
     * {@code questions}, and what goes with it. A format that is registered without is not tested, and so fails here.
     */
    private static SortedMap<String, byte[]> genuine(String format) throws Exception {
        URL folder = DatasetFuzzTest.class.getResource("/formats/" + format);
        assertNotNull(folder, "there is no genuine record of the format '" + format + "' in the resources");
        SortedMap<String, byte[]> files = new TreeMap<>(Comparator.reverseOrder());
        try (Stream<Path> entries = Files.list(Path.of(folder.toURI()))) {
            for (Path file : entries.toList()) {
                files.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }

    private Path write(SortedMap<String, byte[]> files) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
        return folder.resolve(files.firstKey());
    }

    @ParameterizedTest
    @MethodSource("formats")
    void genuineFilesAreReadAndRecognised(String format) throws Exception {
        Path data = write(genuine(format));
        assertEquals(format, Dataset.open(data).format().id());
        assertEquals(format, Dataset.open(folder).format().id());
        assertFalse(DataFiles.read(Dataset.open(data)).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("formats")
    void mutatedFilesNeverFailInAnotherWay(String format) throws Exception {
        SortedMap<String, byte[]> genuine = genuine(format);
        List<String> names = List.copyOf(genuine.keySet());
        Random random = new Random(5);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            SortedMap<String, byte[]> files = new TreeMap<>(genuine);
            files.computeIfPresent(names.get(round % names.size()), (name, bytes) -> mutate(bytes, random));
            write(files);
            Path data = folder.resolve(genuine.firstKey());
            DatasetOptions options = round % 3 == 0
                    ? DatasetOptions.DEFAULTS
                    : DatasetOptions.DEFAULTS.withFormat(DatasetFormat.of(format));
            try {
                DataFiles.read(Dataset.open(data, options));
            } catch (ModelFileException | InvalidInputException expected) {
                refused++;
            }
            try {
                Dataset.open(data, options).validate(3);
            } catch (ModelFileException | InvalidInputException expected) {
                // The format could not be told.
            }
        }
        assertTrue(refused > ROUNDS / 4, "only " + refused + " files were refused: the mutations are too tame");
    }

    private static byte[] mutate(byte[] original, Random random) {
        byte[] bytes = original.clone();
        for (int edits = 1 + random.nextInt(3); edits > 0 && bytes.length > 0; edits--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes = Arrays.copyOf(bytes, at);
                case 2 -> bytes = without(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(12)));
                default -> bytes[at] = (byte) PIECES.charAt(random.nextInt(PIECES.length()));
            }
        }
        return bytes;
    }

    private static byte[] without(byte[] bytes, int from, int to) {
        byte[] rest = Arrays.copyOf(bytes, bytes.length - (to - from));
        System.arraycopy(bytes, to, rest, from, bytes.length - to);
        return rest;
    }
}
