package dev.graft.backbones.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFolderTest {
    @TempDir
    private Path folder;

    @Test
    void numbersInNamesCountByTheirValue() {
        List<String> expected = List.of(
                "a1.png", "a2.png", "a02b.png", "a10.png", "b9c10.png", "b9c9999999999999999999999.png", "B10.png");
        List<String> names = new ArrayList<>(expected);
        for (int i = 0; i < 20; i++) {
            Collections.shuffle(names, new Random(i));
            names.sort(PictureFolder.ORDER);
            assertEquals(expected, names);
        }
    }

    @Test
    void onlyPicturesOfTheFolderItselfAreListed() throws IOException {
        assertThrows(ModelFileException.class, () -> PictureFolder.list(folder));
        for (String name : List.of("2.JPG", "10.webp", "list.json", "1.png.txt")) {
            Files.writeString(folder.resolve(name), "");
        }
        Files.writeString(Files.createDirectory(folder.resolve("3.png")).resolve("1.png"), "");
        assertEquals(List.of(folder.resolve("2.JPG"), folder.resolve("10.webp")), PictureFolder.list(folder));
        assertThrows(ModelFileException.class, () -> PictureFolder.list(folder.resolve("none")));
    }

    /** The numbers that {@code default_sample_indices_fn} of transformers 5.18 gives. */
    @Test
    void framesAreTakenAsTransformersTakesThem() {
        assertTaken(9, 4, 0, 2, 4, 6);
        assertTaken(10, 3, 0, 3, 6);
        assertTaken(100, 7, 0, 14, 28, 42, 57, 71, 85);
        assertTaken(
                49, 32, 0, 1, 3, 4, 6, 7, 9, 10, 12, 13, 15, 16, 18, 19, 21, 22, 24, 26, 27, 29, 30, 32, 33, 35, 36, 38,
                39, 41, 42, 44, 45, 47);
        assertTaken(7, 1, 0);
        assertTaken(3, 3, 0, 1, 2);
        assertTaken(3, 0, 0, 1, 2);
        assertTaken(3, 8, 0, 1, 2);
    }

    private static void assertTaken(int pictures, int most, Integer... expected) {
        List<Integer> all = IntStream.range(0, pictures).boxed().toList();
        assertEquals(List.of(expected), PictureFolder.evenly(all, most));
    }

    @Test
    void picturesOfFoldersBelowAreInTheOrderOfTheirPaths() throws IOException {
        List<Path> expected = new ArrayList<>();
        for (String name : List.of("1.png", "2/3.png", "2/20.png", "10/1.gif", "11.png")) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            expected.add(Files.writeString(file, ""));
        }
        assertEquals(expected, PictureFolder.listAll(folder));
        Files.createSymbolicLink(folder.resolve("2/above"), folder);
        assertEquals(expected, PictureFolder.listAll(folder));
    }
}
