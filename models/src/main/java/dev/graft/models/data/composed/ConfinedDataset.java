package dev.graft.models.data.composed;

import dev.graft.models.data.Dataset;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.ImageSource;
import dev.graft.models.data.Sample;
import dev.graft.models.data.SampleReader;
import dev.graft.models.data.fault.FaultException;
import dev.graft.models.data.fault.FaultKind;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.files.ConfinedFolder;

/** A data set whose images are read from one folder only, wherever its records say that they lie. */
public record ConfinedDataset(Dataset all, ConfinedFolder folder) implements ForwardingDataset {
    private static final int MAX_BYTES = 1 << 29;

    /** An image file that must lie in the folder, links followed, whenever it is read. */
    private record Inside(ImageSource.InFile file, ConfinedFolder folder) implements ImageSource {
        @Override
        public boolean exists() {
            return file.exists();
        }

        @Override
        public byte[] bytes() {
            return folder.read(file.path().toAbsolutePath(), MAX_BYTES);
        }

        @Override
        public ImageSource normalized() {
            return file.normalized();
        }

        @Override
        public String toString() {
            return file.toString();
        }
    }

    @Override
    public SampleReader read() {
        return new ForwardingReader(all.read()) {
            @Override
            public Sample next() {
                Sample sample = super.next();
                String place = place().orElse(name());
                return sample.withImages(image -> confined(image, place));
            }
        };
    }

    private ImageRef confined(ImageRef image, String place) {
        if (!(image.source() instanceof ImageSource.InFile file)) {
            return image;
        }
        try {
            folder.resolve(file.path().toAbsolutePath());
            return new ImageRef(image.name(), new Inside(file, folder));
        } catch (InvalidInputException e) {
            throw new FaultException(FaultKind.IMAGE_NAME, place, "image '" + image.name() + "' " + e.getMessage());
        }
    }
}
