package dev.graft.training.run;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Place;
import dev.graft.tensors.files.AtomicFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;

/** Keeps a run for one process: two that wrote the same checkpoints would damage each other. Ends with the process. */
final class RunLock implements AutoCloseable {
    private final FileChannel channel;

    private RunLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock of a run.
     *
     * @param file is made where it is not there; it stays, since another process may have opened it meanwhile
     * @throws IllegalArgumentException if somebody has it
     */
    static RunLock take(Path folder, Path file) {
        try {
            FileChannel channel = AtomicFiles.open(file);
            if (!isTaken(channel)) {
                return new RunLock(channel);
            }
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(Place.at(file, "cannot be locked: " + e + "; choose another --output"), e);
        }
        throw new InvalidInputException(
                folder,
                "another process trains this run now, and holds " + file
                        + "; wait until it ends, or choose another --output");
    }

    private static boolean isTaken(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() == null;
        } catch (OverlappingFileLockException e) {
            return true; // by this very process
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a run cannot be unlocked: " + e, e);
        }
    }
}
