package dev.graft.backbones.image.vp8;

import java.io.IOException;

/** A decoded key frame of VP8, the pictures of lossy WebP (RFC 6386). */
public final class Vp8Picture {
    private final FrameHeader header;
    private final Planes planes;

    private Vp8Picture(FrameHeader header) {
        this.header = header;
        this.planes = Planes.of(header.width(), header.height());
    }

    /**
     * Decodes a frame, which takes one and a half bytes of memory for each pixel; {@link Vp8Size} tells how many there are.
     *
     * @param data a file
     * @param from where the frame begins in it
     * @param to where the frame ends
     * @throws IOException if it is not a key frame, or cut short
     */
    public static Vp8Picture decode(byte[] data, int from, int to) throws IOException {
        Vp8Picture picture = new Vp8Picture(FrameHeader.read(data, from, to));
        picture.decode();
        return picture;
    }

    private void decode() throws IOException {
        ModeReader modes = new ModeReader(header, planes.columns());
        ResidueReader residues = new ResidueReader(header, planes.columns());
        Reconstruction reconstruction = new Reconstruction(planes);
        LoopFilter filter = new LoopFilter(header.filter().simple(), planes);
        Macroblock block = new Macroblock();
        BoolDecoder[] partitions = header.tokens();
        for (int row = 0; row < planes.rows(); row++) {
            BoolDecoder tokens = partitions[row & partitions.length - 1];
            if (tokens.isEmpty()) {
                throw new IOException("its picture is cut short");
            }
            modes.row();
            residues.row();
            for (int column = 0; column < planes.columns(); column++) {
                modes.read(column, block);
                residues.read(tokens, column, block);
                reconstruction.add(block, column, row);
                if (!header.filter().isNone()) {
                    FilterStrength strength = header.filter().of(block.segment, block.subblocks);
                    filter.note(column, row, strength, block.subblocks || block.hasResidue());
                }
            }
        }
        if (!header.filter().isNone()) {
            filter.run();
        }
    }

    /** The width in pixels. */
    public int width() {
        return header.width();
    }

    /** The height in pixels. */
    public int height() {
        return header.height();
    }

    /**
     * Writes the picture as RGB.
     *
     * @param rgb a larger picture, three bytes a pixel
     * @param at where the first pixel goes
     * @param stride how many bytes lie between a pixel and the one below it
     */
    public void write(byte[] rgb, int at, int stride) {
        RgbWriter writer = new RgbWriter(planes, width(), height());
        for (int y = 0; y < height(); y++) {
            writer.row(y, rgb, at + y * stride);
        }
    }
}
