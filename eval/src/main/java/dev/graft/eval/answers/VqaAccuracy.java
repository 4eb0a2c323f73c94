package dev.graft.eval.answers;

import java.util.List;

/**
 * The accuracy of the VQA challenges: an answer that three humans of the others gave counts in full.
 *
 * <p>{@code acc = mean over i of min(1, |{j != i : a_j = prediction}| / 3)}, as the official program {@code vqaEval.py}
 * computes it (GT-Vision-Lab/VQA; Antol et al. 2015, arXiv 1505.00468; leave-one-out since 2016): with ten humans, the
 * prediction of one of them scores 0.3, of two 0.6, of three 0.9, of four or more 1. Its rule of normalisation is kept too:
 * where all humans agree, answers are compared as they are, with upper and lower case; otherwise both sides go through
 * {@link VqaNormalisation}.
 *
 * <p>The program is only made for ten humans. Fewer references are repeated in turn until there are ten, so that a single
 * one stands for ten humans who agree: an answer that equals it scores 1.
 */
public final class VqaAccuracy implements AnswerMetric {
    private static final int HUMANS = 10;
    private static final double ENOUGH = 3;

    @Override
    public String name() {
        return "vqa_accuracy";
    }

    @Override
    public double score(String prediction, List<String> references) {
        if (references.isEmpty()) {
            throw new IllegalArgumentException("VQA accuracy needs at least one reference answer");
        }
        List<String> humans = references.stream().map(VqaNormalisation::spaces).toList();
        String answer = VqaNormalisation.spaces(prediction);
        if (humans.stream().distinct().count() > 1) {
            humans = humans.stream().map(VqaNormalisation::normalise).toList();
            answer = VqaNormalisation.normalise(answer);
        }
        return leaveOneOut(answer, humans);
    }

    /** The accuracy of an answer among those of humans, in the form in which they are compared. */
    static double leaveOneOut(String answer, List<String> humans) {
        int count = Math.max(HUMANS, humans.size());
        int matches = 0;
        for (int i = 0; i < count; i++) {
            matches += humans.get(i % humans.size()).equals(answer) ? 1 : 0;
        }
        double leftOutMatches = Math.min(1, Math.max(0, matches - 1) / ENOUGH);
        double leftOutDiffers = Math.min(1, matches / ENOUGH);
        return (matches * leftOutMatches + (count - matches) * leftOutDiffers) / count;
    }
}
