package dev.graft.tensors.pytorch;

import dev.graft.tensors.ElementType;

/**
 * Memory that tensors are views of; several may share one.
 *
 * @param type of its elements; UINT8 for one without a type
 * @param key the name of its record in the archive
 * @param bytes its size
 */
record Storage(ElementType type, String key, long bytes) {
    /** A class of storages, such as {@code torch.FloatStorage}. */
    record Kind(ElementType type) {}
}
