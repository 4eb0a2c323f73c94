package dev.graft.tensors.files;

import dev.graft.tensors.Place;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * A native library as a jar holds it.
 *
 * @param name the name of the file, such as {@code libonnxruntime.so}
 * @param resource where it lies in the jar
 */
public record LibraryFile(String name, URL resource) {
    private static final System.Logger LOG = System.getLogger(LibraryFile.class.getName());
    private static final int BUFFER_BYTES = 1 << 18;

    /**
     * Has the library lie in a private folder, byte for byte as the jar has it: the SHA-256 of both is computed. A file that
     * differs is damaged or another's; it is replaced, and a word says so.
     *
     * @throws UncheckedIOException if it cannot be written there
     */
    public void place(Path folder) {
        Path file = folder.resolve(name);
        try {
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                String expected = sha256();
                String found = FileHash.sha256(file);
                if (found.equals(expected)) {
                    return;
                }
                LOG.log(
                        System.Logger.Level.WARNING,
                        Place.at(
                                file,
                                "is not the library of the jar (SHA-256 expected " + expected + ", found " + found
                                        + "); it is not loaded, but written anew from the jar"));
            }
            write(file);
        } catch (IOException e) {
            throw new UncheckedIOException(Place.at(file, "cannot be written: " + e), e);
        }
    }

    /** Several processes may write at once: each writes a file of its own and renames it, and all are alike. */
    private void write(Path file) throws IOException {
        Temporary temporary = Temporary.beside(file);
        OpenTemporaries.register(temporary.path());
        try {
            MessageDigest written = FileHash.digest();
            try (InputStream in = open();
                    OutputStream out = new DigestOutputStream(
                            OpenTemporaries.create(() -> Files.newOutputStream(temporary.path())), written)) {
                in.transferTo(out);
            }
            String expected = HexFormat.of().formatHex(written.digest());
            String found = FileHash.sha256(temporary.path());
            if (!found.equals(expected)) {
                throw new IOException("written with the SHA-256 " + expected + ", it reads back with " + found
                        + "; the disk is failing");
            }
            temporary.publish(StandardCopyOption.REPLACE_EXISTING);
            AtomicFiles.sweepShared(file.getParent());
        } finally {
            OpenTemporaries.release(temporary.path());
        }
    }

    private String sha256() throws IOException {
        MessageDigest digest = FileHash.digest();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = new DigestInputStream(open(), digest)) {
            while (in.read(buffer) >= 0) {}
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private InputStream open() throws IOException {
        URLConnection connection = resource.openConnection();
        connection.setUseCaches(false);
        return connection.getInputStream();
    }

    /**
     * What tells this build of the library from others of its name, for the name of a folder: cheap to know, and no check
     * of the contents.
     */
    String build() {
        try {
            URLConnection connection = resource.openConnection();
            connection.setUseCaches(false);
            if (connection instanceof JarURLConnection inJar) {
                try (JarFile jar = inJar.getJarFile()) {
                    ZipEntry entry = jar.getEntry(inJar.getEntryName());
                    return "%08x-%d".formatted(entry.getCrc(), entry.getSize());
                }
            }
            return sha256().substring(0, 16);
        } catch (IOException e) {
            throw new UncheckedIOException(Place.at(resource, "cannot be read: " + e), e);
        }
    }
}
