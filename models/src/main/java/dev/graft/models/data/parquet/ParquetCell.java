package dev.graft.models.data.parquet;

import dev.graft.models.data.ImageSource;
import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * An image in a cell of a Parquet file.
 *
 * @param page where the cell's page begins in the file
 * @param index of the cell's value among those of the page
 */
record ParquetCell(ColumnChunk chunk, long page, int index) implements ImageSource {
    private static final PageCache PAGES = new PageCache();

    @Override
    public boolean exists() {
        return Files.isRegularFile(chunk.file());
    }

    @Override
    public byte[] bytes() {
        try {
            Page found = PAGES.get(chunk, page, this::read);
            ByteBuffer value = ((ByteBuffer) found.values()[index]).duplicate();
            byte[] bytes = new byte[value.remaining()];
            value.get(bytes);
            return bytes;
        } catch (IOException | RuntimeException e) {
            throw new ModelFileException((Object) this, "cannot be read: " + e.getMessage(), e);
        }
    }

    private Page read() throws IOException {
        try (FileChannel channel = FileChannel.open(chunk.file(), StandardOpenOption.READ)) {
            return new PageReader(channel, chunk).read(page);
        }
    }

    /** The page tells the column, and so the rest. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ParquetCell cell
                && page == cell.page
                && index == cell.index
                && chunk.file().equals(cell.chunk.file());
    }

    @Override
    public int hashCode() {
        return Objects.hash(chunk.file(), page, index);
    }

    @Override
    public String toString() {
        return chunk.file() + ", column '" + chunk.column().name() + "', value " + index + " of the page at " + page;
    }
}
