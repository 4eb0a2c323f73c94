package dev.graft.models.data.records;

import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Where a record comes from, so that what is too large to be kept can be read again.
 *
 * @param offset of its first byte in the file; empty where it cannot be gone to
 */
public record Origin(Path file, OptionalLong offset) {}
