package dev.graft.tensors.files;

import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Files that are read. Only regular ones are: a pipe would make a reader wait for ever, a device such as
 * {@code /dev/zero} never ends.
 */
public final class InputFile {
    private InputFile() {}

    /**
     * Refuses what is no file that can be read.
     *
     * @throws ModelFileException if it is missing, a folder, a pipe, a socket, a device, or may not be read
     */
    public static void require(Path file) {
        BasicFileAttributes found;
        try {
            found = Files.readAttributes(file, BasicFileAttributes.class);
        } catch (IOException e) {
            String problem = Files.isSymbolicLink(file)
                    ? "is a link to nothing that can be read: " + e.getMessage()
                    : Files.notExists(file) ? "no such file" : "cannot be reached: " + e;
            throw new ModelFileException(file, problem, e);
        }
        if (found.isDirectory()) {
            throw new ModelFileException(file, "is a folder, and a file is expected; name a file in it");
        }
        if (!found.isRegularFile()) {
            throw new ModelFileException(
                    file,
                    "is a pipe, a socket or a device, and a file is expected; write its contents to a file first");
        }
        if (!Files.isReadable(file)) {
            throw new ModelFileException(
                    file,
                    "may not be read by this user (" + System.getProperty("user.name")
                            + "); give the permission to read it");
        }
    }

    /**
     * The text of a file in UTF-8, or in UTF-16 if it says so by its first two bytes, without a mark of the byte order.
     *
     * @throws ModelFileException as {@link #read}, or if it is not such text
     */
    public static String text(Path file, int limit) {
        byte[] bytes = read(file, limit);
        boolean isUtf16 = bytes.length >= 2 && (bytes[0] & 0xFF) + (bytes[1] & 0xFF) == 0xFF + 0xFE;
        Charset charset = isUtf16 ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = charset.newDecoder().decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            throw new ModelFileException(
                    file,
                    "line " + line(text)
                            + ": expected text in UTF-8, found the byte 0x"
                            + Integer.toHexString(in.get() & 0xFF)
                            + ForeignContent.hint(file, ForeignContent.JSON)
                            + ". If it is text in another encoding, such as Latin-1 (Windows-1252), save it as UTF-8");
        }
        int none = text.indexOf('\0');
        if (none >= 0) {
            throw new ModelFileException(
                    file,
                    "line " + line(text.substring(0, none))
                            + ": expected text, found a byte of zero, as text in UTF-16 or UTF-32 has"
                            + ForeignContent.hint(file, ForeignContent.JSON, ForeignContent.UTF_16)
                            + ". If it is text, save it as UTF-8");
        }
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static long line(String before) {
        return 1 + before.chars().filter(letter -> letter == '\n').count();
    }

    /**
     * What a folder is refused with that cannot be listed, to be thrown.
     *
     * @param failure why, from Java
     */
    public static ModelFileException unlisted(Path folder, Exception failure) {
        Throwable reason = failure instanceof UncheckedIOException ? failure.getCause() : failure;
        String problem = reason instanceof AccessDeniedException denied
                ? "cannot be listed: " + denied.getFile() + " may not be read by this user ("
                        + System.getProperty("user.name") + "); give the permission to read it"
                : "cannot be listed: " + reason;
        return new ModelFileException(folder, problem, failure);
    }

    /**
     * Reads bytes of a file until a buffer is full. Many threads may do so at once.
     *
     * @param at the place in the file of the first byte that is read
     * @throws IOException if the file ends before
     */
    public static void fill(FileChannel channel, long at, ByteBuffer into) throws IOException {
        long start = at - into.position();
        while (into.hasRemaining()) {
            if (channel.read(into, start + into.position()) < 0) {
                throw new IOException("the file became shorter while it was read");
            }
        }
    }

    /**
     * The contents of a file.
     *
     * @param limit how many bytes such a file has at most
     * @throws ModelFileException as {@link #require}, or if the file is larger
     */
    public static byte[] read(Path file, int limit) {
        require(file);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = Files.size(file) > limit ? new byte[0] : in.readNBytes(limit);
            if (Files.size(file) > bytes.length) {
                throw new ModelFileException(
                        file,
                        "has " + Files.size(file) + " bytes, and such a file is expected to have at most " + limit
                                + ForeignContent.hint(file, ForeignContent.JSON));
            }
            return bytes;
        } catch (IOException e) {
            throw new ModelFileException(file, "cannot be read: " + e.getMessage(), e);
        }
    }
}
