package dev.graft.graph.safetensors;

import dev.graft.graph.ModelFileException;
import dev.graft.graph.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads and writes safetensors files, the format in which the PyTorch world keeps weights. */
public final class Safetensors {
    private static final int ALIGNMENT = 8;

    private Safetensors() {}

    /** All tensors in the order of the file, mapped, not copied. */
    public static Map<String, Tensor> read(Path file) {
        SafetensorsFile opened = SafetensorsFile.open(file);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        opened.names().forEach(name -> tensors.put(name, opened.tensor(name)));
        return tensors;
    }

    /**
     * Writes a file whole or not at all: a reader of the old file keeps it, and a crash leaves the old or the new one.
     * The same tensors and metadata give the same bytes as the reference implementation.
     */
    public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
        Path absolute = file.toAbsolutePath();
        Path temporary = absolute.resolveSibling(
                "." + absolute.getFileName() + ".tmp" + ProcessHandle.current().pid());
        try {
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                writeTo(channel, ordered(tensors), metadata);
                channel.force(true);
            }
            Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ModelFileException("[" + file + "] cannot be written: " + e.getMessage(), e);
        }
    }

    /** Wide types first, so that each tensor is aligned, then by name. */
    private static Map<String, Tensor> ordered(Map<String, Tensor> tensors) {
        List<Map.Entry<String, Tensor>> entries = tensors.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, Tensor> entry) ->
                                -entry.getValue().type().bytes(1))
                        .thenComparing(Map.Entry::getKey))
                .toList();
        Map<String, Tensor> ordered = new LinkedHashMap<>();
        entries.forEach(entry -> ordered.put(entry.getKey(), entry.getValue()));
        return ordered;
    }

    private static void writeTo(FileChannel channel, Map<String, Tensor> tensors, Map<String, String> metadata)
            throws IOException {
        byte[] json = Header.encode(tensors, metadata);
        int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        if (padded > Header.MAX_BYTES) {
            throw new IOException("the header would take " + padded + " bytes, at most " + Header.MAX_BYTES + " fit");
        }
        ByteBuffer head = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
        head.putLong(padded).put(json);
        while (head.hasRemaining()) {
            head.put((byte) ' ');
        }
        writeFully(channel, head.flip());
        for (Tensor tensor : tensors.values()) {
            writeFully(channel, tensor.bytes());
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
