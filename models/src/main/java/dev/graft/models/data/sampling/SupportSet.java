package dev.graft.models.data.sampling;

import dev.graft.models.data.ImageRef;
import dev.graft.models.data.ImageSource;
import dev.graft.models.data.Sample;
import dev.graft.models.prompt.Exchange;
import dev.graft.tensors.InvalidInputException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Examples to answer questions by: Frozen's <em>shots</em> (Tsimpoukelli et al. 2021), drawn anew for each question.
 *
 * <p>The images of a question's shots are all different, and never the question's own; images are told apart by their files.
 * What is drawn depends on the seed, the question and the images to leave out, not on which other questions are asked.
 */
public final class SupportSet {
    private final List<List<Sample>> byImage;
    private final Set<ImageSource> files;
    private final int shots;
    private final int repeats;
    private final long seed;

    /**
     * A set to draw from.
     *
     * @param samples with images; of several about one image any may be drawn
     * @param shots different examples for each question
     * @param repeats how often each of them stands in the prompt
     * @throws IllegalArgumentException if there are too few different images for so many shots
     */
    public SupportSet(List<Sample> samples, int shots, int repeats, long seed) {
        if (shots < 0 || repeats < 1) {
            throw new InvalidInputException(
                    "shots must be 0 or more and repeats 1 or more, found " + shots + " and " + repeats);
        }
        Map<ImageSource, List<Sample>> images = new LinkedHashMap<>();
        samples.forEach(sample -> images.computeIfAbsent(file(sample.requireImage()), file -> new ArrayList<>())
                .add(sample));
        this.byImage = List.copyOf(images.values());
        this.files = images.keySet();
        this.shots = shots;
        this.repeats = repeats;
        this.seed = seed;
        if (shots > byImage.size()) {
            throw new InvalidInputException(tooFew(byImage.size()));
        }
    }

    private String tooFew(long images) {
        return shots + " shots need as many different images besides the question's own, the support data has " + images
                + "; give more data or fewer shots";
    }

    /** The number of exchanges that {@link #drawFor} gives. */
    public int size() {
        return shots * repeats;
    }

    /**
     * The examples for a question, in random order, each with the answer that most humans gave.
     *
     * @param query the question
     * @param shown further images that must not be drawn, such as those shown in place of the question's own
     */
    public List<Exchange<ImageRef>> drawFor(Sample query, List<ImageRef> shown) {
        Set<ImageSource> taken = new HashSet<>();
        query.images().forEach(image -> taken.add(file(image.image())));
        shown.forEach(image -> taken.add(file(image)));
        long free = byImage.size() - taken.stream().filter(files::contains).count();
        if (free < shots) {
            throw new InvalidInputException(tooFew(free));
        }
        SplitMix64 random = SplitMix64.of(seed, (query.id() + '\n' + query.question()).hashCode());
        List<Sample> drawn = new ArrayList<>();
        while (drawn.size() < shots) {
            List<Sample> candidates = byImage.get(random.below(byImage.size()));
            if (taken.add(file(candidates.get(0).requireImage()))) {
                drawn.add(candidates.get(random.below(candidates.size())));
            }
        }
        List<Exchange<ImageRef>> exchanges = new ArrayList<>();
        for (int order : EpochOrder.of(random.next(), 0, size())) {
            Sample sample = drawn.get(order % shots);
            exchanges.add(new Exchange<>(sample.conversation(0).question(), sample.target()));
        }
        return exchanges;
    }

    private static ImageSource file(ImageRef image) {
        return image.source().normalized();
    }
}
