package dev.graft.tensors.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfinedFolderTest {
    @TempDir
    private Path root;

    private Path data;
    private ConfinedFolder confined;

    @BeforeEach
    void folders() throws IOException {
        root = root.toRealPath();
        data = Files.createDirectories(root.resolve("data/images")).getParent();
        Files.writeString(data.resolve("images/a"), "inside");
        Files.writeString(root.resolve("secret"), "SECRET");
        Files.createDirectories(root.resolve("data-of-others"));
        Files.writeString(root.resolve("data-of-others/b"), "SECRET");
        confined = ConfinedFolder.of(data);
    }

    private void leaves(String path) {
        String message = assertThrows(InvalidInputException.class, () -> confined.read(Path.of(path), 100))
                .getMessage();
        assertTrue(message.contains("leads out of the folder " + data), message);
        assertFalse(message.contains("SECRET"), message);
    }

    @Test
    void whatLiesInsideIsRead() throws IOException {
        byte[] inside = "inside".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertArrayEquals(inside, confined.read(Path.of("images/a"), 100));
        assertArrayEquals(inside, confined.read(data.resolve("images/../images/a"), 100));
        Files.createSymbolicLink(data.resolve("link"), Path.of("images/a"));
        assertArrayEquals(inside, confined.read(Path.of("link"), 100));
        assertThrows(ModelFileException.class, () -> confined.read(Path.of("images/a"), 5));
        assertThrows(ModelFileException.class, () -> confined.read(Path.of("images/none"), 5));
        assertEquals(data.resolve("images/none"), confined.resolve(Path.of("images/none")));
    }

    @Test
    void whatLeadsOutIsRefused() throws IOException {
        leaves("../secret");
        leaves("images/../../secret");
        leaves(root.resolve("secret").toString());
        leaves("../data-of-others/b");
        leaves("../nothing");
        Files.createSymbolicLink(data.resolve("file"), root.resolve("secret"));
        leaves("file");
        Files.createSymbolicLink(data.resolve("folder"), root);
        leaves("folder/secret");
        leaves("folder/nothing");
        Files.createSymbolicLink(data.resolve("second"), Path.of("file"));
        leaves("second");
    }

    @Test
    void aFolderReachedByALinkIsTheFolderThatItLeadsTo() throws IOException {
        Path link = Files.createSymbolicLink(root.resolve("alias"), data);
        assertEquals(6, ConfinedFolder.of(link).read(link.resolve("images/a"), 100).length);
        assertThrows(ModelFileException.class, () -> ConfinedFolder.of(root.resolve("none")));
    }
}
