package dev.graft.tensors.safetensors;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What the header of a safetensors file says: the metadata, and where each tensor lies. Both maps are in the order of
 * the file.
 */
record Header(Map<String, String> metadata, Map<String, Entry> tensors) {
    /** The limit of the reference implementation; a longer header is an attack, not a model. */
    public static final int MAX_BYTES = 100_000_000;

    public static final String METADATA = "__metadata__";

    /** One tensor: bytes {@code begin} (inclusive) to {@code end} (exclusive) after the header. */
    public record Entry(String name, ElementType type, long[] shape, long begin, long end) {
        long size() {
            return end - begin;
        }
    }

    /** The tensors by position. */
    public List<Entry> byPosition() {
        List<Entry> entries = new ArrayList<>(tensors.values());
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        return entries;
    }

    /**
     * Checks that the tensors fill the data of the file exactly, in any order, without holes or overlaps: bytes that
     * belong to no tensor could hide anything, and shared bytes would let one tensor change another.
     */
    public void requireExactCover(Path file, long dataBytes) {
        long position = 0;
        for (Entry entry : byPosition()) {
            requireSize(file, entry);
            if (entry.begin != position) {
                throw new ModelFileException(
                        file,
                        "tensor '" + entry.name + "' begins at byte " + entry.begin
                                + " of the data, expected " + position + ": the tensors "
                                + (entry.begin < position ? "overlap" : "leave a hole")
                                + "; write the file again with a safetensors library");
            }
            position = entry.end;
        }
        if (position != dataBytes) {
            throw new ModelFileException(
                    file,
                    "the tensors end at byte " + position
                            + " of the data, the file has " + dataBytes + " bytes of data; "
                            + (position > dataBytes
                                    ? "the file is cut off: copy or download it again"
                                    : "bytes follow the last tensor"));
        }
    }

    private static void requireSize(Path file, Entry entry) {
        long expected;
        try {
            expected = entry.type.bytes(Tensor.elementCount(entry.shape));
        } catch (ArithmeticException e) {
            throw new ModelFileException(
                    file,
                    "tensor '" + entry.name + "': the shape " + Arrays.toString(entry.shape)
                            + " has more elements than a number can hold",
                    e);
        }
        if (expected != entry.size()) {
            throw new ModelFileException(
                    file,
                    "tensor '" + entry.name + "': " + entry.type.safetensorsName()
                            + " of shape " + Arrays.toString(entry.shape) + " takes " + expected
                            + " bytes, data_offsets [" + entry.begin + ", " + entry.end + "] hold " + entry.size());
        }
    }
}
