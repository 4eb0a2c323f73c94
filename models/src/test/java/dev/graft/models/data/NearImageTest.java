package dev.graft.models.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearImageTest {
    @TempDir
    Path folder;

    @BeforeEach
    void anImage() throws IOException {
        Files.createDirectories(folder.resolve("images"));
        Files.createFile(folder.resolve("images/Caf\u00e9.jpg"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        images\\\\Caf\u00e9.jpg   | write '/' in place of '\\'
        images\\\\none.jpg        | write '/' between folder and file
        images/caf\u00e9.jpg      | there is 'Caf\u00e9.jpg', which differs in capital and small letters
        Images/Caf\u00e9.jpg      | there is 'images', which differs in capital and small letters
        images/Cafe\u0301.jpg     | there is 'Caf\u00e9.jpg', which differs in the form of its letters
        images/Caf\u00e9.png      | there is 'Caf\u00e9.jpg', which differs in its ending
        images/Caf\u00e9          | there is 'Caf\u00e9.jpg', which differs in its ending
        Caf\u00e9.jpg             | as the folder of the images
        """)
    void isNamedWithItsDifference(String name, String hint) {
        String found = ImageRef.in(folder, name).near();
        assertTrue(found.contains(hint), found);
    }

    @Test
    void whatIsNotNearIsNotNamed() throws IOException {
        assertEquals("", ImageRef.in(folder, "images/tea.jpg").near());
        assertEquals("", ImageRef.in(folder.resolve("none"), "tea.jpg").near());
        Files.createFile(folder.resolve("images/TEA.jpg"));
        assertTrue(ImageRef.in(folder, "images/tea.jpg").near().contains("'TEA.jpg'"));
    }
}
