package dev.graft.models.data.parquet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageReaderTest {
    /** The header of an empty page of an index: kind 1, sizes 0. */
    private static final byte[] INDEX_PAGE = {0x15, 2, 0x15, 0, 0x15, 0, 0};

    /** A page with one number, its header first. */
    private static final byte[] DATA_PAGE = {
        0x15, 0, 0x15, 8, 0x15, 8, 0x2C, 0x15, 2, 0x15, 0, 0x15, 6, 0x15, 6, 0, 0, 42, 0, 0, 0
    };

    private static final int PAGES = 30_000;

    @TempDir
    private Path folder;

    @Test
    void manyPagesWithoutValuesArePassedOverOneByOne() throws IOException {
        ByteBuffer pages = ByteBuffer.allocate(PAGES * INDEX_PAGE.length + DATA_PAGE.length);
        for (int i = 0; i < PAGES; i++) {
            pages.put(INDEX_PAGE);
        }
        pages.put(DATA_PAGE);
        Path file = Files.write(folder.resolve("pages"), pages.array());
        Column column = new Column("a", false, 1, 0, Column.Meaning.OTHER, 0, 0, List.of());
        ColumnChunk chunk = new ColumnChunk(file, column, Codec.UNCOMPRESSED, -1, 0, pages.capacity(), 1);
        try (FileChannel channel = FileChannel.open(file)) {
            assertArrayEquals(
                    new Object[] {42L}, new PageReader(channel, chunk).read(0).values());
        }
    }
}
