package dev.graft.models.data.check;

import dev.graft.backbones.image.Images;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.IndexedDataset;
import dev.graft.models.data.fault.Fault;
import dev.graft.models.data.fault.FaultKind;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Parallel;
import dev.graft.tensors.files.FileHash;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** Looks at the images of a data set, many at once. */
public final class ImageCheck {
    private static final int GROUP = 256;

    private ImageCheck() {}

    /** Hears how many images have been looked at. */
    @FunctionalInterface
    public interface Progress {
        void looked(long done, long total);
    }

    /** Whether each image is there, and the hash of its content; in the order of the images. */
    public static List<ImageState> hashes(List<ImageRef> images, Progress progress) {
        ImageState[] states = new ImageState[images.size()];
        inParallel(states.length, i -> states[i] = hash(images.get(i)), progress);
        return List.of(states);
    }

    /** Decodes each image, reading its file once; in the order of the images. */
    public static List<ImageState> decoded(List<ImageRef> images, Progress progress) {
        ImageState[] states = new ImageState[images.size()];
        inParallel(states.length, i -> states[i] = decoded(images.get(i)), progress);
        return List.of(states);
    }

    /**
     * Tries what is to be done with images, such as to decode them.
     *
     * @param hashes of the images
     * @param use of the image of a number; fails with a {@link ModelFileException} or {@link InvalidInputException} on one
     *     that will not do
     */
    public static List<ImageState> tried(List<String> hashes, IntConsumer use, Progress progress) {
        ImageState[] states = new ImageState[hashes.size()];
        inParallel(states.length, i -> states[i] = tried(i, hashes.get(i), use), progress);
        return List.of(states);
    }

    /**
     * The samples all of whose images can be used.
     *
     * @param states of the images of {@code samples}, in order
     * @param faults told of each record whose image cannot be used
     */
    public static IndexedDataset usable(IndexedDataset samples, List<ImageState> states, Consumer<Fault> faults) {
        boolean[] usable = new boolean[samples.size()];
        String before = "";
        for (int i = 0; i < usable.length; i++) {
            usable[i] = true;
            String place = samples.place(i);
            for (int image : samples.imageIndices(i)) {
                if (states.get(image) instanceof ImageState.Faulty faulty) {
                    usable[i] = false;
                    // The samples of one record are told of once.
                    if (!place.equals(before)) {
                        faults.accept(new Fault(faulty.kind(), place, faulty.message()));
                    }
                    before = place;
                }
            }
        }
        return samples.subset(i -> usable[i]);
    }

    private static ImageState missing(ImageRef image) {
        return new ImageState.Faulty(
                FaultKind.MISSING_IMAGE, "image '" + image.name() + "' is not at " + image.source() + image.near());
    }

    private static ImageState decoded(ImageRef image) {
        if (!image.exists()) {
            return missing(image);
        }
        try {
            byte[] bytes = image.bytes();
            BufferedImage picture = Images.read(bytes, image.source().toString());
            return new ImageState.Decoded(
                    FileHash.of(bytes), pixels(picture), picture.getWidth(), picture.getHeight(), ImageKind.of(bytes));
        } catch (ModelFileException e) {
            return new ImageState.Faulty(FaultKind.UNREADABLE_IMAGE, e.getMessage());
        }
    }

    private static String pixels(BufferedImage picture) {
        MessageDigest digest = FileHash.digest();
        digest.update((picture.getWidth() + "x" + picture.getHeight() + "\n").getBytes(StandardCharsets.US_ASCII));
        digest.update(((DataBufferByte) picture.getRaster().getDataBuffer()).getData());
        return HexFormat.of().formatHex(digest.digest());
    }

    private static ImageState hash(ImageRef image) {
        if (!image.exists()) {
            return missing(image);
        }
        try {
            return new ImageState.Found(FileHash.of(image.bytes()));
        } catch (ModelFileException e) {
            return new ImageState.Faulty(FaultKind.UNREADABLE_IMAGE, e.getMessage());
        }
    }

    private static ImageState tried(int image, String hash, IntConsumer use) {
        try {
            use.accept(image);
            return new ImageState.Found(hash);
        } catch (ModelFileException | InvalidInputException e) {
            return new ImageState.Faulty(FaultKind.UNREADABLE_IMAGE, e.getMessage());
        }
    }

    private static void inParallel(int count, IntConsumer work, Progress progress) {
        for (int from = 0; from < count; from += GROUP) {
            int to = Math.min(from + GROUP, count);
            Parallel.forEach(from, to, work);
            progress.looked(to, count);
        }
    }
}
