package dev.graft.cli.output;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A stream that remembers why it could not be written: a writer on it only knows that something went wrong. */
public final class StandardOutput extends OutputStream {
    private final OutputStream stream;
    private IOException failure;

    /**
     * Hands everything on to a stream that tells of its failures, as {@link System#out} does not.
     *
     * @param stream such as one on {@link java.io.FileDescriptor#out}
     */
    public StandardOutput(OutputStream stream) {
        this.stream = stream;
    }

    /** A writer of UTF-8, whose lines are written as they end. */
    public PrintWriter writer() {
        return new PrintWriter(this, true, StandardCharsets.UTF_8);
    }

    /** Why something could not be written; empty where everything was, and where the reader has had enough of it. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure).map(IOException::getMessage).filter(text -> !text.contains("Broken pipe"));
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        try {
            stream.write(bytes, from, count);
        } catch (IOException e) {
            failure = failure == null ? e : failure;
            throw e;
        }
    }

    @Override
    public void flush() throws IOException {
        stream.flush();
    }
}
