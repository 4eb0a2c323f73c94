package dev.graft.eval.batch;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Place;
import dev.graft.tensors.files.AtomicFiles;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/**
 * A file of answers that grows while they are given. Until all are, it is called {@code NAME.part}: a line that says what is answered
 * by what, then a line for each answer. Each group of lines is on the disk before {@link #append} returns, so a killed program loses
 * no answer that it had written, and the next one goes on behind them.
 */
public final class AnswerFile implements AutoCloseable {
    private final Path file;
    private final Path part;
    private final FileChannel channel;
    private final long begin;
    private int lines;

    private AnswerFile(Path file, Path part, FileChannel channel, long begin) {
        this.file = file;
        this.part = part;
        this.channel = channel;
        this.begin = begin;
    }

    /**
     * Opens a file that is new, or was left unfinished by the same run.
     *
     * @param run what is answered by what, in one line; other answers are not mixed in
     * @param together how many answers are given at once: of a group that was half written none is kept, for what an answer is to the
     *     last bit may depend on those beside it
     * @throws InvalidInputException if the file is finished, of another run, or being written by another program
     */
    public static AnswerFile open(Path file, String run, int together) {
        requireNew(file);
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            AtomicFiles.open(part).close();
            FileChannel channel = FileChannel.open(part, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                requireAlone(part, channel);
                return started(file, part, channel, run + "\n", together);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw failure(part, e);
        }
    }

    /**
     * Refuses a file that is there, or cannot be written, before anything is computed.
     *
     * @throws InvalidInputException if it is so
     */
    public static void requireNew(Path file) {
        if (Files.isRegularFile(file)) {
            throw new InvalidInputException(
                    file, "is there already; give another file for the answers, or delete it to answer anew");
        }
        AtomicFiles.requirePlace(file);
    }

    private static void requireAlone(Path part, FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            // Held by this program itself.
        }
        throw new InvalidInputException(part, "is being written by another program; wait for it, or give another file");
    }

    private static AnswerFile started(Path file, Path part, FileChannel channel, String run, int together)
            throws IOException {
        byte[] header = run.getBytes(StandardCharsets.UTF_8);
        AnswerFile answers = new AnswerFile(file, part, channel, header.length);
        InputStream in = new BufferedInputStream(Channels.newInputStream(channel.position(0)));
        byte[] found = in.readNBytes(header.length);
        boolean same = Arrays.equals(found, Arrays.copyOf(header, found.length));
        if (same && found.length < header.length) {
            channel.truncate(0);
            answers.write(header);
            return answers;
        }
        if (!same) {
            throw new InvalidInputException(
                    part,
                    "holds answers that another model gave, or to other data, or with other options; repeat the command that"
                            + " began it to go on, give another file, or delete this one to answer anew");
        }
        long kept = header.length;
        long at = kept;
        int count = 0;
        for (int b = in.read(); b >= 0; b = in.read()) {
            at++;
            if (b == '\n') {
                count++;
                if (count % together == 0) {
                    kept = at;
                    answers.lines = count;
                }
            }
        }
        channel.truncate(kept).position(kept);
        return answers;
    }

    /** How many answers it holds. */
    public int lines() {
        return lines;
    }

    /** Adds answers, one a line. */
    public void append(List<String> answers) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        answers.forEach(answer -> bytes.writeBytes((answer + "\n").getBytes(StandardCharsets.UTF_8)));
        try {
            write(bytes.toByteArray());
            channel.force(false);
        } catch (IOException e) {
            throw failure(part, e);
        }
        lines += answers.size();
    }

    private void write(byte[] bytes) throws IOException {
        for (ByteBuffer left = ByteBuffer.wrap(bytes); left.hasRemaining(); ) {
            channel.write(left);
        }
    }

    /** Gives the file its name, now that it holds all answers. */
    public void finish() {
        try (InputStream in = Files.newInputStream(part)) {
            in.skipNBytes(begin);
            AtomicFiles.write(file, Chunks.of(in));
            close();
            Files.delete(part);
        } catch (IOException e) {
            throw failure(part, e);
        }
    }

    /** Leaves the file as it is, to be gone on with. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw failure(part, e);
        }
    }

    private static UncheckedIOException failure(Path file, IOException cause) {
        return new UncheckedIOException(Place.at(file, cause.getMessage()), cause);
    }
}
