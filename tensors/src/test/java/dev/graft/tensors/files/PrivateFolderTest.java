package dev.graft.tensors.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFolderTest {
    private static final int ANOTHER_USER = 12345;

    @TempDir
    private Path folder;

    private Path wanted;

    @BeforeEach
    void knowsPermissions() throws IOException {
        assumeTrue(OthersAccess.isKnown(folder), "this file system knows no owners and permissions as Unix does");
        wanted = folder.toRealPath().resolve("native").resolve("library");
    }

    @Test
    void aNewFolderIsClosedToOthersAndFoundAgain() throws IOException {
        PrivateFolder made = PrivateFolder.open(List.of(wanted));
        assertEquals(new PrivateFolder(wanted, true), made);
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(wanted)));
        assertEquals(made, PrivateFolder.open(List.of(wanted)));
    }

    @Test
    void aFolderOpenToOthersIsNotBelieved() throws IOException {
        for (String mode : List.of("rwxrwx---", "rwx----w-", "rwxr-xr-x")) {
            Files.createDirectories(wanted);
            Files.setPosixFilePermissions(wanted, PosixFilePermissions.fromString(mode));
            assertIsTemporary(PrivateFolder.open(List.of(wanted)));
        }
    }

    @Test
    void aFolderThatOthersCanReplaceIsNotBelieved() throws IOException {
        PrivateFolder.open(List.of(wanted));
        Files.setPosixFilePermissions(wanted.getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertIsTemporary(PrivateFolder.open(List.of(wanted)));
    }

    @Test
    void aFolderOfAnotherUserIsNotBelieved() throws IOException {
        PrivateFolder.open(List.of(wanted));
        giveToAnotherUser(wanted);
        assertIsTemporary(PrivateFolder.open(List.of(wanted)));
        Files.setAttribute(wanted, "unix:uid", Files.getAttribute(folder, "unix:uid"));
        giveToAnotherUser(wanted.getParent());
        assertIsTemporary(PrivateFolder.open(List.of(wanted)));
    }

    @Test
    void aLinkIsNotBelievedAndTheNextPlaceIsTried() throws IOException {
        Path elsewhere =
                PrivateFolder.open(List.of(folder.resolve("elsewhere"))).path();
        Files.createDirectories(wanted.getParent());
        Files.createSymbolicLink(wanted, elsewhere);
        Path next = folder.toRealPath().resolve("next");
        assertEquals(next, PrivateFolder.open(List.of(wanted, next)).path());
    }

    @Test
    void whereNothingCanBeWrittenATemporaryFolderIsMade() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertIsTemporary(PrivateFolder.open(List.of(file.resolve("native"), file)));
    }

    @Test
    void aTemporaryFolderStaysAsLongAsItsProcess() throws IOException {
        Path alive = TemporaryFolders.create();
        Path left = Files.createDirectory(alive.resolveSibling("graft-private-left"));
        Files.createFile(left.resolve(".alive"));
        Files.createFile(left.resolve("library.so"));
        TemporaryFolders.sweep(alive.getParent());
        assertTrue(Files.exists(alive));
        assertFalse(Files.exists(left));
    }

    @Test
    void theSecondTemporaryFolderLeavesTheFirstLocked() throws IOException {
        Path locks = Path.of("/proc/locks");
        Path first = TemporaryFolders.create().resolve(".alive");
        Path second = TemporaryFolders.create().resolve(".alive");
        assumeTrue(Files.isReadable(locks), "only Linux tells what is locked");
        String locked = Files.readString(locks);
        assumeTrue(locked.contains(":" + Files.getAttribute(second, "unix:ino") + " "), "locks are not told here");
        assertTrue(locked.contains(":" + Files.getAttribute(first, "unix:ino") + " "), locked);
    }

    private void assertIsTemporary(PrivateFolder found) throws IOException {
        assertFalse(found.isShared());
        assertNotEquals(wanted, found.path());
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(found.path())));
    }

    private static void giveToAnotherUser(Path path) {
        try {
            Files.setAttribute(path, "unix:uid", ANOTHER_USER);
        } catch (IOException e) {
            assumeTrue(false, "only root can give a folder to another user");
        }
    }
}
