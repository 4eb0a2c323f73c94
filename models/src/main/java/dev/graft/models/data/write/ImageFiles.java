package dev.graft.models.data.write;

import java.util.Locale;

/** What becomes of the images of data that are written anew. */
public enum ImageFiles {
    /** They are copied beside the new records, which then need nothing else. */
    COPY,
    /** Links to them lie beside the new records: no room is taken, and the names stay. */
    LINK,
    /** The new records name them where they lie. */
    REFERENCE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
