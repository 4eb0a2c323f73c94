package dev.graft.eval.similarity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.graft.eval.answers.Breakdown;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetrievalTest {
    private static final int IMAGES = 20;
    private static final int CAPTIONS = 5;
    private static final List<Integer> IMAGE_OF = IntStream.range(0, IMAGES * CAPTIONS)
            .map(caption -> caption / CAPTIONS)
            .boxed()
            .toList();

    private static final PairScores FIRST = (image, caption) ->
            Math.sin(1 + 7 * image + 3 * caption + 0.37 * image * caption) + (caption / CAPTIONS == image ? 0.3 : 0);
    private static final PairScores SECOND = (image, caption) ->
            Math.cos(2 + 5 * image + 2 * caption + 0.11 * image * caption) + (caption / CAPTIONS == image ? 0.4 : 0);

    /** Expected values: LAVIS's compute_sim_matrix and _report_metrics on the same scores, in NumPy. */
    @Test
    void recallsAreThoseOfLavis() {
        assertRecalls(new Retrieval(IMAGES, IMAGE_OF, FIRST, Optional.empty()), 75, 75, 75, 25, 34, 51);
        assertRecalls(
                new Retrieval(IMAGES, IMAGE_OF, FIRST, Optional.of(new Reranking(SECOND, 12))), 40, 55, 75, 15, 33, 62);
    }

    private static void assertRecalls(Retrieval retrieval, double... expected) {
        Map<String, Breakdown> recalls = retrieval.evaluate();
        assertEquals(
                List.of(
                        "text_recall@1",
                        "text_recall@5",
                        "text_recall@10",
                        "image_recall@1",
                        "image_recall@5",
                        "image_recall@10"),
                List.copyOf(recalls.keySet()));
        assertArrayEquals(
                expected,
                recalls.values().stream()
                        .mapToDouble(recall -> 100 * recall.overall().value())
                        .toArray(),
                1e-9);
    }

    @Test
    void theBestOfSeveralCaptionsCounts() {
        Retrieval retrieval = new Retrieval(
                2, List.of(0, 0, 1), PairScores.of(new float[][] {{3, 1, 2}, {3, 2, 1}}), Optional.empty());
        assertArrayEquals(new int[] {1, 3}, retrieval.textRanks());
        assertArrayEquals(new int[] {2, 2, 2}, retrieval.imageRanks(), "caption 0 is liked as well by the wrong image");
    }

    @Test
    void whoLikesAllAlikeFindsNothing() {
        Retrieval retrieval = new Retrieval(IMAGES, IMAGE_OF, (image, caption) -> 1, Optional.empty());
        retrieval
                .evaluate()
                .forEach((name, recall) -> assertEquals(0, recall.overall().value(), name));
    }

    /** Only the first candidate is looked at again, so the second cannot overtake it however bad the second look is. */
    @Test
    void rerankedComeBeforeAllOthers() {
        PairScores first = PairScores.of(new float[][] {{0.9f, 0.8f}, {0.1f, 0.2f}});
        PairScores second = (image, caption) -> -1000;
        Retrieval retrieval = new Retrieval(2, List.of(1, 0), first, Optional.of(new Reranking(second, 1)));
        assertArrayEquals(new int[] {2, 2}, retrieval.textRanks());
    }

    @Test
    void refusesWhatCannotBeRanked() {
        assertThrows(IllegalArgumentException.class, () -> new Retrieval(2, List.of(0, 0), FIRST, Optional.empty()));
        assertThrows(IllegalArgumentException.class, () -> new Retrieval(1, List.of(0, 1), FIRST, Optional.empty()));
        assertThrows(IllegalArgumentException.class, () -> new Reranking(FIRST, 0));
        Retrieval nan = new Retrieval(1, List.of(0), (image, caption) -> Double.NaN, Optional.empty());
        assertThrows(IllegalArgumentException.class, nan::evaluate);
    }
}
