package dev.graft.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.graft.models.data.ImageRef;
import dev.graft.models.data.Sample;
import dev.graft.tensors.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShuffledImagesTest {
    @Test
    void noImageStandsForItselfAndEachIsUsedOnce() {
        for (int count : new int[] {2, 3, 10, 501}) {
            for (int seed = 0; seed < 20; seed++) {
                List<ImageRef> images = images(count);
                ShuffledImages shuffled = ShuffledImages.of(images, seed);
                HashSet<ImageRef> used = new HashSet<>();
                for (ImageRef image : images) {
                    assertNotEquals(image, shuffled.insteadOf(image));
                    used.add(shuffled.insteadOf(image));
                }
                assertEquals(new HashSet<>(images), used);
            }
        }
    }

    /** Many questions about few images: another position is not enough, it must be another image. */
    @Test
    void samplesOfOneImageAllSeeAnother() {
        List<ImageRef> images = images(3);
        List<Sample> samples = IntStream.range(0, 30)
                .mapToObj(i -> Sample.of("s" + i, images.get(i / 10), "q", List.of("a")))
                .toList();
        ShuffledImages shuffled = ShuffledImages.of(
                samples.stream().map(sample -> sample.image().orElseThrow()).toList(), 1);
        for (Sample sample : samples) {
            Sample wrong = shuffled.apply(sample);
            assertNotEquals(sample.image(), wrong.image());
            assertEquals(sample, wrong.withImages(image -> sample.image().orElseThrow()));
        }
    }

    @Test
    void dependsOnTheSeedAndNotOnTheOrder() {
        List<ImageRef> images = images(50);
        List<ImageRef> reversed = new ArrayList<>(images);
        Collections.reverse(reversed);
        ShuffledImages first = ShuffledImages.of(images, 4);
        ShuffledImages same = ShuffledImages.of(reversed, 4);
        ShuffledImages other = ShuffledImages.of(images, 5);
        images.forEach(image -> assertEquals(first.insteadOf(image), same.insteadOf(image)));
        assertNotEquals(
                images.stream().map(first::insteadOf).toList(),
                images.stream().map(other::insteadOf).toList());
    }

    @Test
    void oneImageCannotBeShuffled() {
        assertThrows(InvalidInputException.class, () -> ShuffledImages.of(images(1), 0));
        ShuffledImages shuffled = ShuffledImages.of(images(2), 0);
        assertThrows(
                IllegalArgumentException.class,
                () -> shuffled.insteadOf(images(3).get(2)));
    }

    private static List<ImageRef> images(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> ImageRef.in(Path.of("images"), i + ".png"))
                .toList();
    }
}
