package dev.graft.backbones.image.webp;

import java.io.IOException;

/** Goes through the chunks of a WebP file and finds the pictures, with the demands that libwebp makes (RFC 9649, 2). */
final class Frames {
    private static final int ANIMATION_BYTES = 6;
    private static final int FRAME_BYTES = 16;

    private final byte[] file;
    private final int end;
    private int at;
    private boolean animation;
    private Frame first;
    private int count;

    Frames(byte[] file, int at, int end) {
        this.file = file;
        this.at = at;
        this.end = end;
    }

    /** The picture of a file that has nothing else. */
    Frame simple() throws IOException {
        return image(0, 0, true).withoutAlpha();
    }

    /** The first picture of a file that says what it has. */
    Frame extended(Extension extension) throws IOException {
        while (at < end) {
            Chunk chunk = Chunk.read(file, at, end);
            switch (chunk.type()) {
                case "VP8X" -> throw new IOException("it says twice what it has");
                case "ALPH", "VP8 ", "VP8L" -> {
                    if (animation || extension.animated() || count > 0) {
                        throw new IOException("it has a picture beside those of its animation, or two pictures");
                    }
                    Frame frame = image(0, 0, true);
                    add(extension.hasAlpha() ? frame : frame.withoutAlpha(), extension);
                }
                case "ANIM" -> {
                    require(chunk.length() >= ANIMATION_BYTES - 1, "its animation is cut short");
                    animation = true;
                    at = chunk.end();
                }
                case "ANMF" -> animated(chunk, extension);
                default -> at = chunk.end(); // profiles, notes of the camera
            }
        }
        require(first != null, "it has no picture");
        return first;
    }

    private void animated(Chunk chunk, Extension extension) throws IOException {
        require(animation, "it has a frame before its animation begins");
        require(chunk.length() >= FRAME_BYTES - 1, "a frame of it is cut short");
        int left = 2 * LittleEndian.three(file, chunk.data());
        int top = 2 * LittleEndian.three(file, chunk.data() + 3);
        at = chunk.data() + FRAME_BYTES;
        int from = at;
        Frame frame = image(left, top, false);
        require(at - from <= chunk.end() - from, "a frame of it is longer than it says");
        if (extension.animated() && frame != null) {
            add(frame, extension);
        }
    }

    private void add(Frame frame, Extension extension) throws IOException {
        boolean right = extension.animated()
                ? frame.fits(extension.width(), extension.height())
                : frame.width() == extension.width() && frame.height() == extension.height();
        if (!right) {
            throw new IOException("a picture of " + frame.width() + "x" + frame.height() + " pixels at " + frame.left()
                    + "," + frame.top() + " does not fit its canvas of " + extension.width() + "x"
                    + extension.height());
        }
        first = first == null ? frame : first;
        count++;
    }

    /** The picture that the next chunks make, its alpha before it; null where there are no such chunks. */
    private Frame image(int left, int top, boolean needed) throws IOException {
        Chunk alpha = null;
        Frame frame = null;
        do {
            Chunk chunk = Chunk.read(file, at, end);
            if (chunk.type().equals("ALPH") && alpha == null) {
                require(frame == null, "its alpha is behind its picture");
                alpha = chunk;
            } else if (Frame.isPicture(chunk) && frame == null) {
                frame = Frame.of(file, left, top, chunk, alpha);
            } else {
                break;
            }
            at = chunk.end();
        } while (at < end);
        require(frame != null || alpha == null && !needed, "it has alpha, but no picture");
        return frame;
    }

    private static void require(boolean condition, String otherwise) throws IOException {
        if (!condition) {
            throw new IOException(otherwise);
        }
    }
}
