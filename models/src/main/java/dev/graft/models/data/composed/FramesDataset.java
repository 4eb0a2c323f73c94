package dev.graft.models.data.composed;

import dev.graft.models.data.Dataset;
import dev.graft.models.data.Sample;
import dev.graft.models.data.SampleReader;
import dev.graft.tensors.InvalidInputException;

/** A data set of whose videos so many frames are asked for: where no record names a video, that would have no effect. */
public record FramesDataset(Dataset all, int frames) implements ForwardingDataset {
    @Override
    public SampleReader read() {
        return new ForwardingReader(all.read()) {
            private boolean shown;

            @Override
            public Sample next() {
                Sample sample = super.next();
                shown = true;
                return sample;
            }

            /**
             * @throws InvalidInputException if samples were read, and none is of a video
             */
            @Override
            public void close() {
                boolean videos = videos();
                super.close();
                if (shown && !videos) {
                    throw new InvalidInputException(
                            name(),
                            "the number of frames, " + frames
                                    + ", has no effect: no record that was read names a 'video'; leave it out");
                }
            }
        };
    }
}
