package dev.graft.models.data.composed;

import dev.graft.models.data.Dataset;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.ImageSource;
import dev.graft.models.data.Sample;
import dev.graft.models.data.SampleReader;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.files.GivenPath;
import java.nio.file.Path;

/**
 * A data set whose images are said to lie in a folder, at least one of which must be looked for there: where all lie inside the
 * data, or are named by their whole paths, the folder would have no effect.
 */
public record LocatedDataset(Dataset all, Path images) implements ForwardingDataset {
    @Override
    public SampleReader read() {
        return new Checked(all.read());
    }

    private final class Checked extends ForwardingReader {
        private boolean shown;
        private boolean looked;

        private Checked(SampleReader samples) {
            super(samples);
        }

        @Override
        public Sample next() {
            Sample sample = super.next();
            shown = true;
            looked |= sample.images().stream().anyMatch(image -> isLookedFor(image.image()));
            return sample;
        }

        /**
         * @throws InvalidInputException if samples were read, and the folder was of no use to any
         */
        @Override
        public void close() {
            super.close();
            if (shown && !looked) {
                throw new InvalidInputException(
                        name(),
                        "the folder of the images, " + images
                                + ", has no effect: no image is looked for there, since all lie inside the data, are named by"
                                + " whole paths, or there are none; leave it out");
            }
        }

        private static boolean isLookedFor(ImageRef image) {
            boolean bounded = !(image.source() instanceof ImageSource.InFile); // of a confined data set
            return image.source().normalized() instanceof ImageSource.InFile
                    && (bounded || !GivenPath.of(image.name()).isAbsolute());
        }
    }
}
