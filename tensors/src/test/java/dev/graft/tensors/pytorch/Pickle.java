package dev.graft.tensors.pytorch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes pickles and the archives around them, right or wrong. */
final class Pickle {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Appends operations, of one byte each, and their operands. */
    Pickle put(String latin1) {
        bytes.writeBytes(latin1.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    Pickle put(String latin1, int times) {
        return put(latin1.repeat(times));
    }

    Pickle text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        put("X").integer(utf8.length);
        bytes.writeBytes(utf8);
        return this;
    }

    Pickle integer(int value) {
        bytes.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
        return this;
    }

    Pickle number(int value) {
        return put("J").integer(value);
    }

    /** A FLOAT tensor of one dimension over the storage {@code '0'}. */
    Pickle tensor(int elements, int offset, int size, int stride) {
        put("ctorch._utils\n_rebuild_tensor_v2\n((")
                .text("storage")
                .put("ctorch\nFloatStorage\n")
                .text("0")
                .text("cpu");
        number(elements)
                .put("tQ")
                .number(offset)
                .number(size)
                .put("\u0085")
                .number(stride)
                .put("\u0085");
        return put("\u0089ccollections\nOrderedDict\n)RtR");
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    /** An archive with a storage {@code '0'} of 16 bytes. */
    Path write(Path file) throws IOException {
        archive(file, Map.of("a/data.pkl", bytes(), "a/data/0", new byte[16]));
        return file;
    }

    static void archive(Path file, Map<String, byte[]> records) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> record : records.entrySet()) {
                CRC32 sum = new CRC32();
                sum.update(record.getValue());
                ZipEntry entry = new ZipEntry(record.getKey());
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(record.getValue().length);
                entry.setCrc(sum.getValue());
                zip.putNextEntry(entry);
                zip.write(record.getValue());
            }
        }
    }
}
