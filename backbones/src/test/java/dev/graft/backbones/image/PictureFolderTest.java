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
}
