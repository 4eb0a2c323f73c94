package dev.graft.tensors.files;

import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The SHA-256 of files, and of short texts. */
public final class FileHash {
    private static final int BUFFER_BYTES = 1 << 20;

    private FileHash() {}

    /** The hash of a file, in lower-case hexadecimal digits as {@code sha256sum} prints it. */
    public static String sha256(Path file) {
        return sha256(List.of(file));
    }

    /** The hash of the contents of files one after the other. */
    public static String sha256(List<Path> files) {
        MessageDigest digest = digest();
        byte[] buffer = new byte[BUFFER_BYTES];
        for (Path file : files) {
            InputFile.require(file);
            try (InputStream in = Files.newInputStream(file)) {
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    digest.update(buffer, 0, count);
                }
            } catch (IOException e) {
                throw new ModelFileException(file, "cannot be read: " + e.getMessage(), e);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The hash of a text in UTF-8. */
    public static String ofText(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The hash of bytes. */
    public static String of(byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }

    /** A new computation of a SHA-256. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
