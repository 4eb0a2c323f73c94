package dev.graft.models.data.parquet;

import java.io.IOException;
import java.nio.channels.FileChannel;

/** Goes along the places of a column, page by page. */
final class Cursor {
    private final ColumnChunk chunk;
    private final PageReader pages;
    private Page page;
    private long start;
    private int place = -1;
    private int value = -1;

    Cursor(FileChannel channel, ColumnChunk chunk) {
        this.chunk = chunk;
        this.pages = new PageReader(channel, chunk);
        this.start = -1;
    }

    /** Goes to the next place; false at the end of the column. */
    boolean advance() throws IOException {
        place++;
        while (page == null || place == page.size()) {
            long next = page == null ? chunk.first() : page.next();
            if (next >= chunk.end()) {
                return false;
            }
            page = pages.read(next);
            start = next;
            place = 0;
            value = -1;
        }
        if (hasValue()) {
            value++;
        }
        return true;
    }

    int repetition() {
        return page.repetitions()[place];
    }

    int definition() {
        return page.definitions()[place];
    }

    boolean hasValue() {
        return definition() == chunk.column().definition();
    }

    Object value() {
        return page.values()[value];
    }

    /** Where the bytes of the value are found again. */
    ParquetCell cell() {
        return new ParquetCell(chunk, start, value);
    }
}
