package dev.graft.tensors.safetensors;

import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Safetensors files that carry a checksum over all they hold, in their metadata: a bit that changed on the disk is found
 * when the file is read. Other programs read them as any safetensors file.
 */
public final class CheckedSafetensors {
    /**
     * What a file holds.
     *
     * @param tensors read-only views of the mapped file, in the order of its header
     * @param metadata without the checksum
     */
    public record Content(Map<String, Tensor> tensors, Map<String, String> metadata) {}

    private CheckedSafetensors() {}

    /** Writes a file whole or not at all, with its checksum. */
    public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
        Map<String, String> checked = new TreeMap<>(metadata);
        checked.put(TensorChecksum.KEY, TensorChecksum.of(checked, tensors));
        Safetensors.write(file, tensors, checked);
    }

    /**
     * Reads a file, and compares it with its checksum where it has one; files of other programs have none.
     *
     * @param remedy what the user can do about a damaged file
     * @throws ModelFileException if the file is missing, damaged, or no safetensors file
     */
    public static Content read(Path file, String remedy) {
        SafetensorsFile opened = Safetensors.open(file);
        Map<String, String> metadata = opened.metadata();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        opened.names().forEach(name -> tensors.put(name, opened.tensor(name)));
        Optional<String> expected = Optional.ofNullable(metadata.remove(TensorChecksum.KEY));
        if (expected.isPresent()) {
            String found = TensorChecksum.of(metadata, tensors);
            if (!found.equals(expected.get())) {
                throw new ModelFileException(
                        file,
                        "damaged: its content has the checksum " + found + ", its metadata says " + expected.get()
                                + "; " + remedy);
            }
        }
        return new Content(tensors, metadata);
    }

    /**
     * Reads a file that must have a checksum, and agree with it.
     *
     * @throws ModelFileException as {@link #read}, and if there is no checksum
     */
    public static Content readChecked(Path file, String remedy) {
        if (!Safetensors.open(file).metadata().containsKey(TensorChecksum.KEY)) {
            throw new ModelFileException(
                    file,
                    "damaged, or not written by Graft: its metadata have no checksum '" + TensorChecksum.KEY + "'; "
                            + remedy);
        }
        return read(file, remedy);
    }
}
