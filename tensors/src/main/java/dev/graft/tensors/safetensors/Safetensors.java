package dev.graft.tensors.safetensors;

import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.StreamedTensor;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.files.AtomicFiles;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The safetensors format: tensors by name, and nothing that runs. An 8-byte little-endian length, a JSON header, and
 * the data, as https://github.com/huggingface/safetensors describes them.
 *
 * <p>Reading is strict: a file with a hole, an overlap, a tensor of the wrong size, a key given twice or bytes that
 * belong to nothing is refused with a {@link ModelFileException}. Writing gives the bytes that the reference
 * implementation gives.
 */
public final class Safetensors {
    private Safetensors() {}

    /**
     * Opens a file and maps it; its tensors are read-only views of the mapping.
     *
     * @throws ModelFileException if the file is missing or is not a valid safetensors file
     */
    public static SafetensorsFile open(Path file) {
        return SafetensorsFile.open(file);
    }

    /**
     * All tensors of a file in the order of its header: read-only views of the mapped file. {@link Tensor#copy()} gives
     * one that may be written to.
     *
     * @throws ModelFileException if the file is missing or is not a valid safetensors file
     */
    public static Map<String, Tensor> read(Path file) {
        SafetensorsFile opened = open(file);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        opened.names().forEach(name -> tensors.put(name, opened.tensor(name)));
        return tensors;
    }

    /**
     * Writes a file, whole or not at all; mappings of the file that was there stay as they are.
     *
     * <p>The same tensors and metadata give the same bytes: tensors are ordered by type and name; metadata keep the order
     * of a {@link LinkedHashMap} or sorted map, those of any other map are sorted by key. What {@link #open} reads of a
     * file written by the reference implementation comes out byte for byte.
     *
     * @throws IllegalArgumentException if the format cannot hold a type or name, or the header would pass 100 MB
     * @throws UncheckedIOException if the file cannot be written; an existing one is then as it was
     */
    public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
        Map<String, StreamedTensor> streamed = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> streamed.put(name, StreamedTensor.of(tensor)));
        writeStreamed(file, streamed, metadata);
    }

    /** As {@link #write}, of tensors that are read one after the other as they are written. */
    public static void writeStreamed(Path file, Map<String, StreamedTensor> tensors, Map<String, String> metadata) {
        List<Map.Entry<String, StreamedTensor>> ordered = HeaderWriter.inFileOrder(tensors);
        ByteBuffer header = HeaderWriter.write(ordered, metadata);
        AtomicFiles.write(
                file,
                () -> Stream.concat(
                                Stream.of(header),
                                ordered.stream()
                                        .flatMap(tensor -> StreamSupport.stream(
                                                tensor.getValue().pieces().get().spliterator(), false)))
                        .iterator());
    }
}
