package dev.graft.eval.similarity;

import dev.graft.eval.answers.Breakdown;
import dev.graft.eval.measure.Score;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Classification of images by the texts that name the classes (CLIP; Radford et al. 2021): a class is the mean of its prompts'
 * embeddings, each of length 1, brought to length 1 again; an image belongs to the class with the highest cosine.
 */
public final class ZeroShotClassifier {
    private static final int[] DEPTHS = {1, 5};

    private final List<double[]> classes;

    /**
     * A classifier.
     *
     * @param prompts for each class the embeddings {@code [prompts, width]} of at least one text
     */
    public ZeroShotClassifier(List<float[][]> prompts) {
        if (prompts.isEmpty() || prompts.stream().anyMatch(texts -> texts.length == 0)) {
            throw new IllegalArgumentException("zero-shot classification needs a class, and a prompt for each");
        }
        this.classes = prompts.stream().map(ZeroShotClassifier::mean).toList();
    }

    private static double[] mean(float[][] prompts) {
        double[] sum = new double[prompts[0].length];
        for (float[] prompt : prompts) {
            double[] unit = Embeddings.normalised(prompt);
            if (unit.length != sum.length) {
                throw new IllegalArgumentException(
                        "expected prompts of one width, found " + sum.length + " and " + unit.length);
            }
            for (int i = 0; i < sum.length; i++) {
                sum[i] += unit[i];
            }
        }
        return Embeddings.normalised(sum);
    }

    /** The cosine of an image's embedding {@code [width]} to each class. */
    public double[] scores(float[] image) {
        return scores(new float[][] {image});
    }

    /** The highest cosine to each class of the embeddings of an image {@code [embeddings, width]}, of which BLIP-2 has many. */
    public double[] scores(float[][] image) {
        List<double[]> units = Arrays.stream(image).map(Embeddings::normalised).toList();
        return classes.stream()
                .mapToDouble(named -> units.stream()
                        .mapToDouble(unit -> Embeddings.dot(named, unit))
                        .max()
                        .orElseThrow())
                .toArray();
    }

    /** The class of an image's embedding {@code [width]}, from 0; of equally near ones the first. */
    public int classify(float[] image) {
        double[] scores = scores(image);
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            best = scores[i] > scores[best] ? i : best;
        }
        return best;
    }

    /**
     * {@code accuracy@1} and {@code accuracy@5}: the shares of images whose class is among the first, equally near wrong ones
     * before it.
     *
     * @param images embeddings {@code [images, width]}
     * @param labels the class of each image, from 0
     */
    public Map<String, Breakdown> evaluate(float[][] images, int[] labels) {
        return evaluate(
                Arrays.stream(images).map(image -> new float[][] {image}).toArray(float[][][]::new), labels);
    }

    /** The same for images with several embeddings each, {@code [images, embeddings, width]}. */
    public Map<String, Breakdown> evaluate(float[][][] images, int[] labels) {
        if (images.length == 0 || images.length != labels.length) {
            throw new IllegalArgumentException("expected a label for each of at least one image, found " + labels.length
                    + " labels for " + images.length);
        }
        int[] ranks = new int[labels.length];
        for (int i = 0; i < ranks.length; i++) {
            int label = labels[i];
            if (label < 0 || label >= classes.size()) {
                throw new IllegalArgumentException(
                        "expected labels from 0 to " + (classes.size() - 1) + ", found " + label + " of image " + i);
            }
            double[] scores = scores(images[i]);
            ranks[i] = new Candidates(scores.length, named -> scores[named], named -> named == label).rank();
        }
        Map<String, Breakdown> accuracies = new LinkedHashMap<>();
        for (int depth : DEPTHS) {
            double found = Arrays.stream(ranks).filter(rank -> rank <= depth).count();
            accuracies.put("accuracy@" + depth, Breakdown.of(Score.of(found, ranks.length)));
        }
        return accuracies;
    }
}
