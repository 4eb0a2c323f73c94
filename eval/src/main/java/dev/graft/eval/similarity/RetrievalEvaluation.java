package dev.graft.eval.similarity;

import dev.graft.eval.ImageFeatures;
import dev.graft.eval.answers.Breakdown;
import dev.graft.eval.measure.Measurement;
import dev.graft.eval.measure.Resampling;
import dev.graft.eval.measure.Score;
import dev.graft.eval.report.EvaluationReport;
import dev.graft.models.ImageTextSimilarity;
import dev.graft.tensors.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Retrieval as LAVIS measures it: by the similarity of images and captions, and for a Q-Former after BLIP-2's first stage also
 * by its sum with the logit of a match for the best of each query.
 *
 * <p>What is right is told by the image alone, as in the field: of two images with the same caption each has its own, and
 * finding the other's counts as wrong. Where captions repeat, no model reaches 100 %.
 *
 * @param rerank how many candidates of each query are matched, 128 in BLIP-2; 0 for none
 * @param messages told what is done
 */
public record RetrievalEvaluation(
        ImageTextSimilarity model, ImageFeatures features, int rerank, Consumer<String> messages) {
    private record Pair(int image, int caption) {}

    /** Gives the logits of "no" and "yes" of an image and each of some captions, by their numbers. */
    @FunctionalInterface
    interface Matcher {
        float[][] logits(int image, List<Integer> captions);
    }

    /**
     * Compares every image with every caption. The recalls of {@link Retrieval} are those by similarity; {@code reranked_...}
     * are those after matching, {@code matching_accuracy} the share of right decisions about each caption with its image and
     * with the most similar wrong one, and {@code chance_...} what drawing blindly would give.
     *
     * @param dataset what the report calls the data set
     * @throws IllegalArgumentException if there is to be matching and the model does not match
     */
    public EvaluationReport run(String dataset, CaptionedImages data) {
        if (rerank > 0 && model.matching().isEmpty()) {
            throw new InvalidInputException("--rerank " + rerank + " needs a model that also matches images with texts,"
                    + " as blip2_stage1 trains it; this one only compares them, so leave the option out");
        }
        int images = data.images().size();
        int captions = data.captions().size();
        messages.accept("retrieval: " + images + " images, " + captions + " captions, "
                + data.captions().stream().distinct().count() + " of them different");
        Comparison comparison = new Comparison(model, features);
        float[][] similarities = comparison.similarities(data);
        Matcher matcher = (image, numbers) -> comparison.matches(
                model.matching().orElseThrow(),
                data.images().get(image),
                numbers.stream().map(data.captions()::get).toList());
        return EvaluationReport.of(dataset, scores(data, similarities, matcher));
    }

    Map<String, Breakdown> scores(CaptionedImages data, float[][] similarities, Matcher matcher) {
        int captions = data.captions().size();
        PairScores first = PairScores.of(similarities);
        Map<String, Breakdown> scores = new LinkedHashMap<>(retrieval(data, first, Optional.empty()));
        if (rerank > 0) {
            Set<Pair> looked = new LinkedHashSet<>();
            retrieval(
                    data, first, Optional.of(new Reranking((image, caption) -> noted(looked, image, caption), rerank)));
            List<Pair> hardest = hardest(data, similarities);
            looked.addAll(hardest);
            IntStream.range(0, captions)
                    .forEach(i -> looked.add(new Pair(data.imageOf().get(i), i)));
            messages.accept("retrieval: " + looked.size() + " pairs to match");
            Map<Pair, float[]> logits = matched(looked, matcher);
            PairScores second = (image, caption) -> logits.get(new Pair(image, caption))[1];
            retrieval(data, first, Optional.of(new Reranking(second, rerank)))
                    .forEach((name, score) -> scores.put("reranked_" + name, score));
            scores.put("matching_accuracy", accuracy(data, hardest, logits));
        }
        scores.putAll(chances(data));
        return scores;
    }

    private static double noted(Set<Pair> looked, int image, int caption) {
        looked.add(new Pair(image, caption));
        return 0;
    }

    private static Map<String, Breakdown> retrieval(
            CaptionedImages data, PairScores first, Optional<Reranking> second) {
        return new Retrieval(data.images().size(), data.imageOf(), first, second).evaluate();
    }

    /** Image after image, so that each is encoded once. */
    private static Map<Pair, float[]> matched(Set<Pair> pairs, Matcher matcher) {
        Map<Integer, List<Integer>> byImage = pairs.stream()
                .collect(Collectors.groupingBy(
                        Pair::image, LinkedHashMap::new, Collectors.mapping(Pair::caption, Collectors.toList())));
        Map<Pair, float[]> logits = new HashMap<>();
        byImage.forEach((image, captions) -> {
            float[][] found = matcher.logits(image, captions);
            for (int i = 0; i < found.length; i++) {
                logits.put(new Pair(image, captions.get(i)), found[i]);
            }
        });
        return logits;
    }

    /** For each caption the wrong image that is most like it. */
    private static List<Pair> hardest(CaptionedImages data, float[][] similarities) {
        List<Pair> hardest = new ArrayList<>();
        for (int caption = 0; caption < data.captions().size(); caption++) {
            int best = -1;
            for (int image = 0; image < similarities.length; image++) {
                boolean wrong = image != data.imageOf().get(caption);
                if (wrong && (best < 0 || similarities[image][caption] > similarities[best][caption])) {
                    best = image;
                }
            }
            if (best >= 0) {
                hardest.add(new Pair(best, caption));
            }
        }
        return hardest;
    }

    private static Breakdown accuracy(CaptionedImages data, List<Pair> hardest, Map<Pair, float[]> logits) {
        List<Pair> own = IntStream.range(0, data.captions().size())
                .mapToObj(i -> new Pair(data.imageOf().get(i), i))
                .toList();
        double[] right = Stream.concat(
                        own.stream().map(pair -> matches(logits.get(pair))),
                        hardest.stream().map(pair -> !matches(logits.get(pair))))
                .mapToDouble(decided -> decided ? 1 : 0)
                .toArray();
        // Both decisions about a caption belong to its own image.
        List<Integer> images = Stream.concat(own.stream(), hardest.stream())
                .map(pair -> data.imageOf().get(pair.caption()))
                .toList();
        return Breakdown.of(Resampling.byGroup(images).score(Measurement.scores(right)));
    }

    private static boolean matches(float[] logits) {
        return logits[1] > logits[0];
    }

    private static Map<String, Breakdown> chances(CaptionedImages data) {
        int images = data.images().size();
        int captions = data.captions().size();
        long[] ofImage = new long[images];
        data.imageOf().forEach(image -> ofImage[image]++);
        Map<String, Breakdown> chances = new LinkedHashMap<>();
        for (int depth : Retrieval.DEPTHS) {
            double mean = Arrays.stream(ofImage)
                    .mapToDouble(own -> chance(captions, own, depth))
                    .average()
                    .orElseThrow();
            chances.put("chance_text_recall@" + depth, Breakdown.of(Score.ofSet(mean, images)));
        }
        for (int depth : Retrieval.DEPTHS) {
            chances.put("chance_image_recall@" + depth, Breakdown.of(Score.ofSet(chance(images, 1, depth), captions)));
        }
        return chances;
    }

    /** Of drawing at least one of the right ones. */
    private static double chance(int all, long right, int draws) {
        double none = 1;
        for (int i = 0; i < Math.min(draws, all); i++) {
            none *= Math.max(0, (double) (all - right - i) / (all - i));
        }
        return 1 - none;
    }
}
