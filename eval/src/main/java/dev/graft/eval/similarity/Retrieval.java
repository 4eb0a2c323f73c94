package dev.graft.eval.similarity;

import dev.graft.eval.answers.Breakdown;
import dev.graft.eval.measure.Measurement;
import dev.graft.eval.measure.Resampling;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Finding the captions of an image among all captions, and the image of a caption among all images.
 *
 * <p>Recall at k is the share of queries with a right candidate among the first k. Of the several captions of an image the best
 * placed counts. Of equal scores the wrong candidates come first, so that a model that likes all pairs alike finds nothing; the
 * program this follows (LAVIS, {@code _report_metrics}) leaves their order open. Re-ranked candidates come before all others,
 * which keep the order of the first scores.
 *
 * @param images how many
 * @param imageOf the image of each caption, from 0; each image has one caption or more
 * @param scores of all pairs
 * @param reranking a second look at the best; empty for none
 */
public record Retrieval(int images, List<Integer> imageOf, PairScores scores, Optional<Reranking> reranking) {
    static final int[] DEPTHS = {1, 5, 10};

    public Retrieval {
        imageOf = List.copyOf(imageOf);
        List<Integer> described = imageOf.stream().distinct().sorted().toList();
        if (images < 1 || !described.equals(IntStream.range(0, images).boxed().toList())) {
            throw new IllegalArgumentException(
                    "expected a caption of each of at least one image, numbered from 0, found " + images
                            + " images and captions of " + described.size() + " different numbers");
        }
    }

    /** The recalls by name: {@code text_recall@1} of captions for images, {@code image_recall@1} of images for captions. */
    public Map<String, Breakdown> evaluate() {
        Map<String, Breakdown> recalls = new LinkedHashMap<>();
        put(recalls, "text", textRanks(), IntStream.range(0, images).boxed().toList());
        put(recalls, "image", imageRanks(), imageOf);
        return recalls;
    }

    private static void put(Map<String, Breakdown> recalls, String sought, int[] ranks, List<Integer> imageOf) {
        Resampling draws = Resampling.byGroup(imageOf);
        for (int depth : DEPTHS) {
            double[] found = Arrays.stream(ranks)
                    .mapToDouble(rank -> rank <= depth ? 1 : 0)
                    .toArray();
            recalls.put(sought + "_recall@" + depth, Breakdown.of(draws.score(Measurement.scores(found))));
        }
    }

    /** For each image the place of its best placed caption, from 1. */
    int[] textRanks() {
        return IntStream.range(0, images)
                .map(image -> {
                    Candidates captions = new Candidates(
                            imageOf.size(),
                            caption -> scores.score(image, caption),
                            caption -> imageOf.get(caption) == image);
                    reranking.ifPresent(second -> captions.rerank(
                            second.candidates(), caption -> second.scores().score(image, caption)));
                    return captions.rank();
                })
                .toArray();
    }

    /** For each caption the place of its image, from 1. */
    int[] imageRanks() {
        return IntStream.range(0, imageOf.size())
                .map(caption -> {
                    Candidates candidates = new Candidates(
                            images, image -> scores.score(image, caption), image -> imageOf.get(caption) == image);
                    reranking.ifPresent(second -> candidates.rerank(
                            second.candidates(), image -> second.scores().score(image, caption)));
                    return candidates.rank();
                })
                .toArray();
    }
}
