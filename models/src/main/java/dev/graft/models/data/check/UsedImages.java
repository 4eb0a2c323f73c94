package dev.graft.models.data.check;

import dev.graft.models.data.ImageRef;
import dev.graft.models.data.IndexedDataset;
import dev.graft.models.data.Sample;
import dev.graft.models.data.fault.Fault;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Looks at the images of those samples of a data set that will be used: who uses few need not have the others. */
public final class UsedImages {
    private final IndexedDataset samples;
    private final Function<IndexedDataset, List<Sample>> choice;
    private final Map<ImageRef, Integer> numbers = new HashMap<>();
    private final List<ImageState> states;
    private final boolean[] looked;

    private UsedImages(IndexedDataset samples, Function<IndexedDataset, List<Sample>> choice) {
        this.samples = samples;
        this.choice = choice;
        List<ImageRef> images = samples.images();
        IntStream.range(0, images.size()).forEach(i -> numbers.put(images.get(i), i));
        this.states = new ArrayList<>(Collections.nCopies(images.size(), new ImageState.Found("")));
        this.looked = new boolean[images.size()];
    }

    /**
     * The samples without those whose images turn out to be unusable; all that are used of these have images that can be decoded.
     *
     * @param choice the samples that are used if these are all there is
     * @param replaced whether others are used in the place of unusable ones, and looked at too
     * @param faults told of each record whose image cannot be used
     */
    public static IndexedDataset usable(
            IndexedDataset samples,
            Function<IndexedDataset, List<Sample>> choice,
            boolean replaced,
            Consumer<Fault> faults) {
        UsedImages images = new UsedImages(samples, choice);
        IndexedDataset usable = samples;
        while (images.hasFaulty(usable) && replaced) {
            usable = ImageCheck.usable(samples, images.states, fault -> {});
        }
        return ImageCheck.usable(samples, images.states, faults);
    }

    /** Looks at the images that are used of some samples; whether one that was not looked at before is unusable. */
    private boolean hasFaulty(IndexedDataset usable) {
        List<Integer> used = choice.apply(usable).stream()
                .flatMap(sample -> sample.images().stream())
                .map(image -> numbers.get(image.image()))
                .filter(Objects::nonNull)
                .filter(image -> !looked[image])
                .distinct()
                .toList();
        List<ImageRef> images =
                used.stream().map(image -> samples.images().get(image)).toList();
        List<ImageState> found = ImageCheck.decoded(images, (done, all) -> {});
        for (int i = 0; i < found.size(); i++) {
            looked[used.get(i)] = true;
            states.set(used.get(i), found.get(i));
        }
        return found.stream().anyMatch(ImageState.Faulty.class::isInstance);
    }
}
