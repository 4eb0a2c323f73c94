package dev.graft.eval.similarity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.graft.eval.answers.Breakdown;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ZeroShotClassifierTest {
    private static final int IMAGES = 30;
    private static final int WIDTH = 6;
    private static final int CLASSES = 8;
    private static final float[] LENGTHS = {1, 5, 0.2f, 3};

    /** Expected values: open_clip's build_zero_shot_classifier and accuracy, in NumPy. */
    @Test
    void classifiesAsOpenClip() {
        ZeroShotClassifier classifier = new ZeroShotClassifier(IntStream.range(0, CLASSES)
                .mapToObj(ZeroShotClassifierTest::prompts)
                .toList());
        float[][] images = new float[IMAGES][WIDTH];
        int[] labels = new int[IMAGES];
        for (int n = 0; n < IMAGES; n++) {
            labels[n] = n % CLASSES;
            for (int i = 0; i < WIDTH; i++) {
                images[n][i] = (float) Math.sin(n * 0.77 + i * 0.9 * (labels[n] + 1) + 0.3 * Math.cos(n));
            }
        }
        Map<String, Breakdown> scores = classifier.evaluate(images, labels);
        assertEquals(6.0 / IMAGES, scores.get("accuracy@1").overall().value(), 1e-12);
        assertEquals(11.0 / IMAGES, scores.get("accuracy@5").overall().value(), 1e-12);
        int[] expected = {7, 7, 1, 1, 7, 5, 6, 5, 4, 7};
        for (int n = 0; n < expected.length; n++) {
            assertEquals(expected[n], classifier.classify(images[n]), "image " + n);
        }
    }

    /** Four prompts of different lengths, which must not matter. */
    private static float[][] prompts(int named) {
        float[][] prompts = new float[LENGTHS.length][WIDTH];
        for (int i = 0; i < LENGTHS.length * WIDTH; i++) {
            prompts[i / WIDTH][i % WIDTH] =
                    (float) (Math.sin(named * 3.1 + i * 0.9 * (named + 1)) * LENGTHS[i / WIDTH]);
        }
        return prompts;
    }

    @Test
    void equallyNearClassesAreNoAnswer() {
        ZeroShotClassifier classifier = new ZeroShotClassifier(List.of(new float[][] {{1, 0}}, new float[][] {{2, 0}}));
        assertEquals(
                0,
                classifier
                        .evaluate(new float[][] {{1, 1}}, new int[] {0})
                        .get("accuracy@1")
                        .overall()
                        .value());
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThrows(IllegalArgumentException.class, () -> new ZeroShotClassifier(List.of()));
        assertThrows(IllegalArgumentException.class, () -> new ZeroShotClassifier(List.<float[][]>of(new float[0][])));
        ZeroShotClassifier classifier = new ZeroShotClassifier(List.<float[][]>of(new float[][] {{1, 0}}));
        assertThrows(IllegalArgumentException.class, () -> classifier.scores(new float[] {1}));
        assertThrows(IllegalArgumentException.class, () -> classifier.evaluate(new float[][] {{1, 1}}, new int[] {1}));
    }
}
