package dev.graft.models.data.parquet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.models.data.fault.FaultException;
import dev.graft.models.data.fault.FaultKind;
import dev.graft.tensors.ModelFileException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.Optional;

/** The rows of a Parquet file as JSON objects, of which cells with images hold an {@link dev.graft.models.data.ImageSource}. */
public final class ParquetRows implements Closeable {
    private final Path file;
    private final FileChannel channel;
    private final Footer footer;
    private final Iterator<Footer.Group> groups;
    private RowAssembler rows;
    private long left;
    private long number;
    private boolean ended;

    /**
     * Opens a file.
     *
     * @throws FaultException if it is no Parquet file, or a damaged one
     */
    public ParquetRows(Path file) {
        this.file = file;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
        } catch (IOException e) {
            throw new ModelFileException(file, "cannot be read: " + e.getMessage(), e);
        }
        try {
            footer = Footer.read(channel, file);
            groups = footer.groups().iterator();
        } catch (FaultException e) {
            close();
            throw e;
        } catch (IOException | RuntimeException e) {
            close();
            throw broken("the description at its end cannot be read", e);
        }
    }

    /** The next row; empty at the end. */
    public Optional<ObjectNode> next() {
        try {
            while (left == 0 && !ended && groups.hasNext()) {
                Footer.Group group = groups.next();
                left = group.rows();
                rows = left > 0 ? new RowAssembler(channel, footer.schema(), group) : null;
            }
            if (left <= 0 || ended) {
                return Optional.empty();
            }
            left--;
            number++;
            return Optional.of(rows.next());
        } catch (IOException | RuntimeException e) {
            ended = true;
            throw broken("row " + (number + 1) + " cannot be read", e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new ModelFileException(file, "cannot be closed: " + e.getMessage(), e);
        }
    }

    private FaultException broken(String what, Exception cause) {
        String reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new FaultException(FaultKind.BROKEN_FILE, file, what + ": " + reason);
    }
}
