package dev.graft.tensors.cache;

import java.util.Locale;

/** What an entry of the cache holds. Each kind has a folder of its name. */
public enum CacheKind {
    /** Frozen backbones that a jar carries, unpacked. */
    BACKBONES,
    /** Generated data sets. */
    DATA,
    /** Features of images by frozen vision encoders. */
    FEATURES,
    /** Vectors of texts by frozen text encoders. */
    TEXTS,
    /** Frozen matrices in integers. */
    WEIGHTS,
    /** Native libraries that a jar carries, unpacked. */
    NATIVE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
