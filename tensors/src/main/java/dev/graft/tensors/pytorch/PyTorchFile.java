package dev.graft.tensors.pytorch;

import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Shape;
import dev.graft.tensors.Suggestions;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorSource;
import dev.graft.tensors.TensorType;
import dev.graft.tensors.files.ForeignContent;
import dev.graft.tensors.files.InputFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file that {@code torch.save} wrote ({@code .bin}, {@code .pt}, {@code .pth}), read without running anything of it:
 * only tensors, lists, dictionaries, texts and numbers are understood, anything else is refused by name.
 *
 * <p>Tensors in nested dictionaries have the keys on the way to them as their name, joined by dots. The format is that
 * of PyTorch 1.6 and later, see https://docs.pytorch.org/docs/stable/notes/serialization.html.
 */
public final class PyTorchFile implements TensorSource {
    private static final byte[] ZIP = {'P', 'K', 3, 4};
    /** Protocol 2, then the number 0x1950a86a20f9469cfc6c. */
    private static final byte[] BEFORE_ZIP = {
        (byte) 0x80, 2, (byte) 0x8a, 10, 0x6c, (byte) 0xfc, (byte) 0x9c, 0x46, (byte) 0xf9, 0x20
    };

    private final Path path;
    private final Archive archive;
    private final Map<String, StoredTensor> tensors;
    private final ByteOrder order;
    /** Storages whose checksum was found right. */
    private final Set<Storage> verified = ConcurrentHashMap.newKeySet();

    private PyTorchFile(Path path, Archive archive, Map<String, StoredTensor> tensors, ByteOrder order) {
        this.path = path;
        this.archive = archive;
        this.tensors = tensors;
        this.order = order;
    }

    /** Whether the file begins as one of PyTorch's does, of today or of old. */
    public static boolean isOne(Path path) {
        byte[] start = start(path);
        return begins(start, ZIP) || begins(start, BEFORE_ZIP);
    }

    /**
     * Opens a file and reads what tensors it holds, not yet their values.
     *
     * @throws ModelFileException if the file is missing, damaged, or holds anything but weights
     */
    public static PyTorchFile open(Path path) {
        byte[] start = start(path);
        if (begins(start, BEFORE_ZIP)) {
            throw new ModelFileException(
                    path,
                    "was written by a PyTorch before 1.6, or in its format; write it"
                            + " again by a newer one: torch.save(torch.load(old, map_location='cpu', weights_only=True), new)");
        }
        if (!begins(start, ZIP)) {
            throw new ModelFileException(
                    path,
                    "is not a file of PyTorch: expected a zip file, found one that" + " begins '" + printable(start)
                            + "'; the file may be cut off"
                            + ForeignContent.hint(path, ForeignContent.ZIP));
        }
        try {
            Archive archive = Archive.open(path);
            Map<String, StoredTensor> tensors = TensorNames.of(path, Unpickler.read(path, archive.pickle()));
            tensors.values().forEach(tensor -> archive.record(tensor.storage()));
            return new PyTorchFile(path, archive, tensors, archive.byteOrder());
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(tensors.keySet());
    }

    @Override
    public TensorType type(String name) {
        StoredTensor tensor = find(name);
        return new TensorType(tensor.type(), Shape.of(tensor.shape()));
    }

    /**
     * A tensor in row-major order, whatever its order in the file; where it is the same, a read-only view of the file.
     *
     * @throws ModelFileException if there is no such tensor, its storage is damaged, or it has 2 GiB or more
     */
    @Override
    public Tensor tensor(String name) {
        StoredTensor stored = find(name);
        try {
            if (!verified.contains(stored.storage())) {
                archive.verify(stored.storage());
                verified.add(stored.storage());
            }
            return StridedReader.read(archive, stored, order);
        } catch (IllegalArgumentException e) {
            throw new ModelFileException(path, "tensor '" + name + "': " + e.getMessage(), e);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private StoredTensor find(String name) {
        StoredTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new ModelFileException(path, "has no tensor '" + name + "'" + Suggestions.didYouMean(name, names()));
        }
        return tensor;
    }

    private static byte[] start(Path path) {
        InputFile.require(path);
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(BEFORE_ZIP.length);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private static boolean begins(byte[] bytes, byte[] with) {
        return bytes.length >= with.length && Arrays.mismatch(bytes, 0, with.length, with, 0, with.length) < 0;
    }

    private static String printable(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII).replaceAll("[^ -~]", "?");
    }

    private static ModelFileException unreadable(Path path, IOException e) {
        return new ModelFileException(path, "cannot be read: " + e.getMessage(), e);
    }
}
