package dev.graft.graph.precision;

import dev.graft.graph.Constant;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.cache.CacheEntry;
import dev.graft.tensors.cache.CacheKind;
import dev.graft.tensors.cache.CachePlaces;
import dev.graft.tensors.cache.CacheUse;
import dev.graft.tensors.files.FileHash;
import dev.graft.tensors.files.InputFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Frozen matrices in other numbers, each rounded once: those of a file are kept in the cache, whence all sessions of all processes
 * map the one copy. An entry of the cache holds those of one file, known by its place, size and time; it may be deleted at any
 * moment, since what is missing or damaged is rounded anew.
 */
final class RoundedMatrices {
    /** What was found whole, or written, by this process. */
    private static final Map<RoundedFile, RoundedMatrix> KNOWN = new ConcurrentHashMap<>();

    private final Path cache;

    /** @param cache the folder of the cache */
    RoundedMatrices(Path cache) {
        this.cache = cache;
    }

    RoundedMatrix of(MatrixForm rounding) {
        if (!(rounding.matrix().values() instanceof Constant.Stored stored)) {
            return inMemory(rounding);
        }
        for (CachePlaces places = CachePlaces.of(cache); places.hasNext(); ) {
            CacheEntry entry = places.next().entry(CacheKind.WEIGHTS, name(stored.file()));
            RoundedFile file = file(rounding, stored, entry);
            // Before it is looked at, lest another process removes it in between.
            CacheUse.hold(entry, stored.file().toString());
            Optional<RoundedMatrix> there = whole(file);
            if (there.isPresent()) {
                return there.get();
            }
            Optional<RoundedMatrix> made = written(file, rounding, entry, stored.file());
            if (made.isPresent()) {
                return made.get();
            }
        }
        return inMemory(rounding);
    }

    /** The matrix, now in the cache; empty where that is full, or another user's. */
    private static Optional<RoundedMatrix> written(
            RoundedFile file, MatrixForm rounding, CacheEntry entry, Path source) {
        try {
            Files.createDirectories(entry.folder());
            CacheUse.hold(entry, source.toString());
            rounding.compute(rounded -> {
                file.write(rounded);
                return file;
            });
            return whole(file);
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private static Optional<RoundedMatrix> whole(RoundedFile file) {
        if (Files.exists(file.path())) {
            RoundedMatrix known = KNOWN.get(file);
            if (known != null) {
                return Optional.of(known);
            }
        }
        Optional<RoundedMatrix> read = file.read();
        read.ifPresentOrElse(matrix -> KNOWN.put(file, matrix), () -> KNOWN.remove(file));
        return read;
    }

    private static RoundedFile file(MatrixForm rounding, Constant.Stored stored, CacheEntry entry) {
        FrozenMatrix matrix = rounding.matrix();
        String name = stored.offset() + "-" + matrix.rows() + "x" + matrix.columns() + "-" + stored.type()
                + (matrix.decoding() == null ? "" : "-" + matrix.decoding().fingerprint())
                + "-" + rounding.name();
        return new RoundedFile(
                entry.folder().resolve(name.toLowerCase(Locale.ROOT)),
                rounding.inputs(),
                rounding.outputs(),
                rounding.scales(),
                rounding.parts(),
                rounding.type());
    }

    /** The name of the entry of a file; another when the file is another. */
    private static String name(Path file) {
        InputFile.require(file);
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return FileHash.ofText(file.toAbsolutePath().normalize() + "\n" + attributes.size() + "\n"
                            + attributes.lastModifiedTime() + "\n" + attributes.fileKey())
                    .substring(0, 32);
        } catch (IOException e) {
            throw new ModelFileException(file, "the weights cannot be read: " + e.getMessage(), e);
        }
    }

    private static RoundedMatrix inMemory(MatrixForm rounding) {
        return rounding.compute(rounded -> {
            List<Tensor> parts = new ArrayList<>();
            for (int part = 0; part < rounding.parts(); part++) {
                parts.add(Tensor.allocate(rounding.type(), rounding.inputs(), rounding.outputs()));
            }
            Iterator<ByteBuffer> chunks = rounded.chunks().iterator();
            for (Tensor part : parts) {
                for (ByteBuffer into = part.bytes(); into.hasRemaining(); ) {
                    into.put(chunks.next());
                }
            }
            Tensor scales = Tensor.allocate(ElementType.FLOAT, rounded.scales().length);
            scales.floats().put(rounded.scales());
            return new RoundedMatrix(parts.stream().map(Constant::of).toList(), Constant.of(scales));
        });
    }
}
