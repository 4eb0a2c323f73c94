package dev.graft.tensors;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Tensors by name, in a file or in several; each is read when it is asked for. Safe for use by many threads. */
public interface TensorSource {
    /** The file, as it was given. */
    Path path();

    /** The files that the tensors are in, as far as they are there; with an index of several, that first. */
    default List<Path> files() {
        return List.of(path());
    }

    /** The names of the tensors in the order of the file. */
    Set<String> names();

    /**
     * The type and shape of a tensor, without reading it.
     *
     * @throws ModelFileException if there is no such tensor
     */
    TensorType type(String name);

    /**
     * A tensor, whose buffer may be read-only; {@link Tensor#copy()} gives one that may be written to.
     *
     * @throws ModelFileException if there is no such tensor, it is damaged, or it has 2 GiB or more
     */
    Tensor tensor(String name);
}
