package dev.graft.eval.similarity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.graft.eval.answers.Breakdown;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.Sample;
import dev.graft.tensors.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three images, four captions; everything computed by hand. */
class RetrievalEvaluationTest {
    /** Caption 3 has the words of caption 0, and is image 2's. */
    private static final List<Integer> IMAGE_OF = List.of(0, 0, 1, 2);

    private static final float[][] SIMILARITIES = {
        {0.9f, 0.1f, 0.2f, 0.9f}, // caption 3 is liked as well as caption 0 and is wrong: rank 2
        {0.3f, 0.5f, 0.4f, 0.2f}, // caption 1 before caption 2: rank 2
        {0.8f, 0.0f, 0.1f, 0.8f}, // caption 0 is liked as well: rank 2
    };

    /** Logits of "yes"; those of "no" are zero. */
    private static final float[][] MATCHES = {
        {1, -1, -1, -2},
        {-1, -3, 2, -1},
        {3, -1, -1, -1},
    };

    @TempDir
    private Path folder;

    private final List<String> messages = new ArrayList<>();

    @Test
    void byContrastAndAfterMatching() throws IOException {
        List<List<Integer>> asked = new ArrayList<>(List.of(List.of(), List.of(), List.of()));
        Map<String, Breakdown> scores = new RetrievalEvaluation(null, null, 2, messages::add)
                .scores(data(), SIMILARITIES, (image, captions) -> {
                    asked.set(image, captions);
                    return captions.stream()
                            .map(caption -> new float[] {0, MATCHES[image][caption]})
                            .toArray(float[][]::new);
                });
        assertScore(scores, "text_recall@1", 0);
        assertScore(scores, "text_recall@5", 1);
        // Caption 0 its image 0 (0.9 before 0.8); 1 has image 1 before 0; 2 image 1; 3 has image 0 before 2.
        assertScore(scores, "image_recall@1", 2 / 4.0);
        // Image 0: 0.9 + 1 before 0.9 - 2. Image 1: 0.4 + 2 before 0.5 - 3. Image 2: 0.8 + 3 of caption 0 before 0.8 -
        // 1.
        assertScore(scores, "reranked_text_recall@1", 2 / 3.0);
        // Caption 0: image 2 (3.8) before image 0 (1.9). 1: images 1 (-2.5), 0 (-0.9). 2: 1 (2.4). 3: 2 (-0.2), 0
        // (-1.1).
        assertScore(scores, "reranked_image_recall@1", 3 / 4.0);
        // Own images: yes for captions 0 and 2. Hardest wrong ones: 2 (yes), 1, 0 and 0 (no).
        assertScore(scores, "matching_accuracy", 5 / 8.0);
        assertScore(scores, "chance_text_recall@1", (2 / 4.0 + 1 / 4.0 + 1 / 4.0) / 3);
        assertScore(scores, "chance_image_recall@1", 1 / 3.0);
        assertScore(scores, "chance_image_recall@5", 1);
        asked.forEach(captions ->
                assertEquals(captions.size(), captions.stream().distinct().count()));
    }

    @Test
    void withoutMatchingNothingIsMatched() throws IOException {
        Map<String, Breakdown> scores = new RetrievalEvaluation(null, null, 0, messages::add)
                .scores(data(), SIMILARITIES, (image, captions) -> {
                    throw new AssertionError();
                });
        assertEquals(12, scores.size());
        assertThrows(InvalidInputException.class, () -> new SimilaritySettings(-1, List.of(), List.of()));
    }

    @Test
    void allCaptionsOfTheFirstImages() throws IOException {
        CaptionedImages data = CaptionedImages.of(samples(), 2);
        assertEquals(List.of("a", "b", "c"), data.captions());
        assertEquals(List.of(0, 0, 1), data.imageOf());
        assertEquals(2, data.images().size());
    }

    private CaptionedImages data() throws IOException {
        CaptionedImages data = CaptionedImages.of(samples(), 0);
        assertEquals(IMAGE_OF, data.imageOf());
        return data;
    }

    private List<Sample> samples() throws IOException {
        return List.of(sample(0, "a"), sample(1, "c"), sample(0, "b"), sample(2, "a")).stream()
                .sorted((a, b) -> a.id().compareTo(b.id()))
                .toList();
    }

    private Sample sample(int image, String caption) throws IOException {
        Path file = folder.resolve(image + ".png");
        Files.writeString(file, "");
        return Sample.of(image + caption, ImageRef.of(image + ".png", file), "", List.of(caption));
    }

    private static void assertScore(Map<String, Breakdown> scores, String name, double expected) {
        assertEquals(expected, scores.get(name).overall().value(), 1e-12, name);
    }
}
