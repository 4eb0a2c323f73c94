package dev.graft.models.data.sampling;

import dev.graft.models.data.IndexedDataset;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.files.FileHash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.OptionalInt;

/**
 * Divides a data set into training and validation by image: everything about one image falls on the same side.
 *
 * <p>The side depends on the image's name and the seed alone, by SHA-256, so it is the same on every machine and does not
 * change when other samples come or go.
 *
 * @param validation the fraction of the images that goes to validation, at least 0 and below 1
 * @param seed chooses among the splits of that fraction
 */
public record Split(double validation, long seed) {
    public Split {
        if (!(validation >= 0 && validation < 1)) {
            throw new InvalidInputException(
                    "the validation fraction must be at least 0 and below 1, found " + validation);
        }
    }

    /**
     * Which samples belong to validation, by their numbers. Samples that share an image are on one side, and so are those
     * that are joined by a third which has images of both; the first of all their names decides. Where most samples are joined so,
     * they are learnt from, whatever their name.
     */
    public boolean[] heldOut(IndexedDataset samples) {
        boolean[] heldOut = new boolean[samples.size()];
        if (validation == 0) {
            return heldOut;
        }
        JoinedImages joined = JoinedImages.of(samples);
        OptionalInt most = joined.most();
        for (int i = 0; i < heldOut.length; i++) {
            int[] images = samples.imageIndices(i);
            String name = images.length == 0 ? samples.get(i).id() : joined.name(images[0]);
            boolean ofMost = images.length > 0 && most.isPresent() && joined.group(images[0]) == most.getAsInt();
            heldOut[i] = !ofMost && position(name) < validation;
        }
        return heldOut;
    }

    /** Where a name falls, uniformly in [0, 1). */
    private double position(String name) {
        MessageDigest sha256 = FileHash.digest();
        sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(0, seed));
        byte[] hash = sha256.digest(name.getBytes(StandardCharsets.UTF_8));
        return (ByteBuffer.wrap(hash).getLong() >>> 11) * 0x1p-53;
    }
}
