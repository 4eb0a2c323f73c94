package dev.graft.models.data.parquet;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;

/** The pages used last: images are mostly asked for in their order, and a page holds many. Safe for many threads. */
final class PageCache {
    private static final int KEPT = 4;

    private final Map<Key, SoftReference<Page>> pages = new LinkedHashMap<>(16, 0.75f, true);

    /** @param changed and {@code size} tell a file from another one that takes its place */
    private record Key(Path file, FileTime changed, long size, long offset) {}

    /** Reads a page. */
    @FunctionalInterface
    interface Source {
        Page read() throws IOException;
    }

    /** One thread reads while others wait, which mostly want the same page. */
    synchronized Page get(ColumnChunk chunk, long offset, Source source) throws IOException {
        BasicFileAttributes file = Files.readAttributes(chunk.file(), BasicFileAttributes.class);
        Key key = new Key(chunk.file(), file.lastModifiedTime(), file.size(), offset);
        SoftReference<Page> kept = pages.get(key);
        Page page = kept == null ? null : kept.get();
        if (page == null) {
            page = source.read();
            pages.put(key, new SoftReference<>(page));
            if (pages.size() > KEPT) {
                pages.remove(pages.keySet().iterator().next());
            }
        }
        return page;
    }
}
