package dev.graft.tensors.pytorch;

import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * The zip file that {@code torch.save} writes: in one folder the pickle {@code data.pkl}, a record {@code data/KEY} for
 * each storage, and {@code byteorder}. PyTorch compresses nothing, so that all is read where it lies.
 */
final class Archive {
    private static final String PICKLE = "data.pkl";
    private static final int MAX_PICKLE_BYTES = 1 << 26;
    private static final int BUFFER_BYTES = 1 << 20;

    private final Path file;
    private final Map<String, ZipDirectory.Entry> records;
    private final String folder;

    private Archive(Path file, Map<String, ZipDirectory.Entry> records) {
        this.file = file;
        this.records = records;
        this.folder = folder(file, records);
    }

    static Archive open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return new Archive(file, ZipDirectory.read(file, channel));
        }
    }

    /** The folder of the pickle; PyTorch names it after the file. */
    private static String folder(Path file, Map<String, ZipDirectory.Entry> records) {
        List<String> pickles = records.keySet().stream()
                .filter(name -> name.endsWith("/" + PICKLE) && name.indexOf('/') == name.lastIndexOf('/'))
                .limit(2)
                .toList();
        if (pickles.size() != 1) {
            throw new ModelFileException(
                    file,
                    "is a zip file, but not one of torch.save: expected one " + PICKLE + " in a folder, found "
                            + (pickles.isEmpty() ? "none" : pickles));
        }
        return pickles.get(0).substring(0, pickles.get(0).length() - PICKLE.length());
    }

    /** The pickle with the names of the tensors. */
    byte[] pickle() throws IOException {
        return bytes(PICKLE, MAX_PICKLE_BYTES);
    }

    /** The order of the bytes of every number; files from before there was a record of it are little-endian. */
    ByteOrder byteOrder() throws IOException {
        if (!records.containsKey(folder + "byteorder")) {
            return ByteOrder.LITTLE_ENDIAN;
        }
        String order = new String(bytes("byteorder", 16), StandardCharsets.US_ASCII);
        return switch (order) {
            case "little" -> ByteOrder.LITTLE_ENDIAN;
            case "big" -> ByteOrder.BIG_ENDIAN;
            default ->
                throw new ModelFileException(file, "its byteorder should be little or big, found '" + order + "'");
        };
    }

    /** The record of a storage; one that is not there or has another size is an error. */
    ZipDirectory.Entry record(Storage storage) {
        ZipDirectory.Entry entry = record("data/" + storage.key());
        if (entry.size() != storage.bytes()) {
            throw new ModelFileException(
                    file,
                    entry.name() + " should have " + storage.bytes() + " bytes, found " + entry.size()
                            + "; the file is damaged: copy or download it again");
        }
        return entry;
    }

    /** Reads all of a storage and refuses one whose checksum differs. */
    void verify(Storage storage) throws IOException {
        ZipDirectory.Entry entry = record(storage);
        try (FileChannel channel = FileChannel.open(file)) {
            channel.position(ZipDirectory.begin(file, channel, entry));
            CRC32 sum = new CRC32();
            ByteBuffer buffer = ByteBuffer.allocateDirect((int) Math.min(entry.size(), BUFFER_BYTES));
            for (long left = entry.size(); left > 0; ) {
                buffer.clear().limit((int) Math.min(left, BUFFER_BYTES));
                int count = channel.read(buffer);
                if (count < 0) {
                    throw new IOException("the file became shorter while it was read");
                }
                left -= count;
                sum.update(buffer.flip());
            }
            requireChecksum(entry, sum);
        }
    }

    /** Maps some of the bytes of a storage, for reading only. */
    ByteBuffer map(Storage storage, long from, int count) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long begin = ZipDirectory.begin(file, channel, record(storage));
            return channel.map(FileChannel.MapMode.READ_ONLY, begin + from, count);
        }
    }

    private byte[] bytes(String name, int most) throws IOException {
        ZipDirectory.Entry entry = record(name);
        if (entry.size() > most) {
            throw new ModelFileException(
                    file,
                    entry.name() + " has " + entry.size() + " bytes, expected at most " + most
                            + "; this is no checkpoint of weights");
        }
        try (FileChannel channel = FileChannel.open(file)) {
            long begin = ZipDirectory.begin(file, channel, entry);
            ByteBuffer bytes = ByteBuffer.allocate((int) entry.size());
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, begin + bytes.position()) < 0) {
                    throw new IOException("the file became shorter while it was read");
                }
            }
            CRC32 sum = new CRC32();
            sum.update(bytes.array());
            requireChecksum(entry, sum);
            return bytes.array();
        }
    }

    private ZipDirectory.Entry record(String name) {
        ZipDirectory.Entry entry = records.get(folder + name);
        if (entry == null) {
            throw new ModelFileException(
                    file, "has no " + folder + name + "; the file is damaged: copy or download it again");
        }
        if (!entry.stored()) {
            throw new ModelFileException(
                    file,
                    entry.name() + " is compressed, which torch.save never does; load and save the file in PyTorch");
        }
        return entry;
    }

    /** PyTorch can be told not to compute checksums, and writes 0. */
    private void requireChecksum(ZipDirectory.Entry entry, CRC32 found) {
        if (entry.checksum() != 0 && entry.checksum() != found.getValue()) {
            throw new ModelFileException(String.format(
                    "[%s] %s should have the CRC-32 %08x, found %08x; the file is damaged: copy or download it again",
                    file, entry.name(), entry.checksum(), found.getValue()));
        }
    }
}
