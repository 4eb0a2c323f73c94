package dev.graft.graph.pytorch;

import dev.graft.graph.ModelFileException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The zip file that {@code torch.save} writes: in one folder the pickle {@code data.pkl}, a record {@code data/KEY} for
 * each storage, and {@code byteorder}. PyTorch compresses nothing, so that a record is never larger than its file.
 */
final class Archive implements Closeable {
    private static final int MAX_PICKLE_BYTES = 1 << 26;
    private static final String PICKLE = "data.pkl";

    private final Path file;
    private final ZipFile zip;
    private final String folder;

    private Archive(Path file, ZipFile zip) {
        this.file = file;
        this.zip = zip;
        this.folder = folder(file, zip);
    }

    static Archive open(Path file) throws IOException {
        ZipFile zip;
        try {
            zip = new ZipFile(file.toFile());
        } catch (IOException | IllegalArgumentException e) {
            throw new ModelFileException(
                    "[" + file + "] is a damaged zip file (" + e.getMessage() + "); copy or download it again", e);
        }
        try {
            return new Archive(file, zip);
        } catch (ModelFileException e) {
            zip.close();
            throw e;
        }
    }

    /** The folder of the pickle; PyTorch names it after the file. */
    private static String folder(Path file, ZipFile zip) {
        List<String> pickles = zip.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.endsWith("/" + PICKLE) && name.indexOf('/') == name.lastIndexOf('/'))
                .limit(2)
                .toList();
        if (pickles.size() != 1) {
            throw new ModelFileException("[" + file + "] is a zip file, but not one of torch.save: expected one "
                    + PICKLE + " in a folder, found " + (pickles.isEmpty() ? "none" : pickles));
        }
        return pickles.get(0).substring(0, pickles.get(0).length() - PICKLE.length());
    }

    /** The pickle with the names of the tensors. */
    byte[] pickle() throws IOException {
        return bytes(entry(PICKLE), MAX_PICKLE_BYTES);
    }

    /** The order of the bytes of every number; files from before there was a record of it are little-endian. */
    ByteOrder byteOrder() throws IOException {
        if (zip.getEntry(folder + "byteorder") == null) {
            return ByteOrder.LITTLE_ENDIAN;
        }
        String order = new String(bytes(entry("byteorder"), 16), StandardCharsets.US_ASCII);
        return switch (order) {
            case "little" -> ByteOrder.LITTLE_ENDIAN;
            case "big" -> ByteOrder.BIG_ENDIAN;
            default -> throw new ModelFileException(
                    "[" + file + "] its byteorder should be little or big, found '" + order + "'");
        };
    }

    /** Refuses a storage whose record is not there or has another size. */
    ZipEntry record(Storage storage) {
        ZipEntry entry = entry("data/" + storage.key());
        if (entry.getSize() != storage.bytes()) {
            throw new ModelFileException("[" + file + "] " + entry.getName() + " should have " + storage.bytes()
                    + " bytes, found " + entry.getSize() + "; the file is damaged: copy or download it again");
        }
        return entry;
    }

    /** Reads all of a storage and refuses one whose checksum differs. */
    void verify(Storage storage) throws IOException {
        ZipEntry entry = record(storage);
        CheckedInputStream in = new CheckedInputStream(zip.getInputStream(entry), new CRC32());
        try (in) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        requireChecksum(entry, in.getChecksum().getValue());
    }

    /** Reads bytes of a storage into a buffer until it is full. */
    void read(Storage storage, long from, ByteBuffer target) throws IOException {
        ZipEntry entry = record(storage);
        try (InputStream in = zip.getInputStream(entry);
                ReadableByteChannel channel = Channels.newChannel(in)) {
            in.skipNBytes(from);
            while (target.hasRemaining()) {
                if (channel.read(target) < 0) {
                    throw new IOException(entry.getName() + " became shorter while it was read");
                }
            }
        }
    }

    private byte[] bytes(ZipEntry entry, int most) throws IOException {
        if (entry.getSize() > most) {
            throw new ModelFileException("[" + file + "] " + entry.getName() + " has " + entry.getSize()
                    + " bytes, expected at most " + most + "; this is no checkpoint of weights");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes((int) entry.getSize());
            CRC32 sum = new CRC32();
            sum.update(bytes);
            requireChecksum(entry, sum.getValue());
            return bytes;
        }
    }

    private ZipEntry entry(String name) {
        ZipEntry entry = zip.getEntry(folder + name);
        if (entry == null) {
            throw new ModelFileException("[" + file + "] has no " + folder + name
                    + "; the file is damaged: copy or download it again");
        }
        if (entry.getMethod() != ZipEntry.STORED || entry.getSize() != entry.getCompressedSize()) {
            throw new ModelFileException("[" + file + "] " + entry.getName()
                    + " is compressed, which torch.save never does; load and save the file in PyTorch");
        }
        return entry;
    }

    /** PyTorch can be told not to compute checksums, and writes 0. */
    private void requireChecksum(ZipEntry entry, long found) {
        if (entry.getCrc() != 0 && entry.getCrc() != found) {
            throw new ModelFileException(String.format(
                    "[%s] %s should have the CRC-32 %08x, found %08x; the file is damaged: copy or download it again",
                    file, entry.getName(), entry.getCrc(), found));
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
