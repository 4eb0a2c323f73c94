package dev.graft.tensors.pytorch;

import dev.graft.tensors.ElementType;
import java.util.List;

/** The arguments of a call in a pickle, each of which may be anything. */
record Arguments(PickleBytes in, Constructor constructor, List<?> values) {
    /**
     * What the call gives.
     *
     * @throws dev.graft.tensors.ModelFileException if the arguments are not those that it takes
     */
    Object construct() {
        if (!constructor.takes(values.size())) {
            throw in.error(
                    constructor.names().get(0) + " does not take " + values.size() + " arguments" + PickledName.REMEDY);
        }
        return constructor.make(this);
    }

    List<?> list(int index) {
        return require(index, List.class, "a list");
    }

    ElementType type(int index) {
        return require(index, ElementType.class, "a dtype");
    }

    Storage storage() {
        return require(0, Storage.class, "a storage");
    }

    StoredTensor tensor() {
        return require(0, StoredTensor.class, "a tensor");
    }

    /** A tensor over {@link #storage}, of an offset, a shape and strides. */
    StoredTensor view(ElementType type) {
        long offset = require(1, Long.class, "an offset");
        try {
            return new StoredTensor(type, storage(), offset, sizes(2), sizes(3));
        } catch (IllegalArgumentException e) {
            throw in.error(e.getMessage());
        }
    }

    private long[] sizes(int index) {
        List<?> sizes = list(index);
        if (sizes.size() > StoredTensor.MAX_RANK || !sizes.stream().allMatch(size -> size instanceof Long)) {
            throw in.error("expected a list of at most " + StoredTensor.MAX_RANK + " sizes or strides");
        }
        return sizes.stream().mapToLong(size -> (Long) size).toArray();
    }

    private <T> T require(int index, Class<T> kind, String what) {
        Object value = values.get(index);
        if (!kind.isInstance(value)) {
            throw in.error(constructor.names().get(0) + " should have " + what + " as argument " + (index + 1));
        }
        return kind.cast(value);
    }
}
