package dev.graft.eval.caption;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * CIDEr-D of captions (Vedantam et al. 2015, arXiv 1411.5726): likeness to the references in runs of one to four words, where
 * a run counts the more the fewer images' references have it.
 *
 * <p>With {@code g(w) = tf(w) * (ln images - ln max(1, df(w)))}, the likeness to one reference is the mean over n of {@code sum
 * over w of min(g_c(w), g_r(w)) * g_r(w) / (|g_c| |g_r|) * exp(-(l_c - l_r)^2 / (2 * 6^2))}; the score is ten times its mean
 * over the references. As in the official program, which COCO's tables call CIDEr, l counts runs of two words. The frequencies are
 * those of the evaluated set, so scores of small sets are not comparable with others, and a single image scores 0.
 */
public final class CiderD {
    private static final int ORDER = 4;
    private static final double SIGMA = 6;
    private static final double SCALE = 10;

    private final double logImages;
    private final Map<List<String>, Integer> frequencies = new HashMap<>();

    private CiderD(List<TokenisedCaption> captions) {
        this.logImages = Math.log(captions.size());
        for (TokenisedCaption caption : captions) {
            Set<List<String>> runs = new HashSet<>();
            for (List<String> reference : caption.references()) {
                for (int n = 1; n <= ORDER; n++) {
                    runs.addAll(NGrams.count(reference, n).keySet());
                }
            }
            runs.forEach(run -> frequencies.merge(run, 1, Integer::sum));
        }
    }

    /** The score of each caption, from 0 to 10; the set's score is their mean. */
    public static double[] of(List<TokenisedCaption> captions) {
        CiderD cider = new CiderD(captions);
        return captions.stream().mapToDouble(cider::score).toArray();
    }

    private double score(TokenisedCaption caption) {
        List<Weights> mine = weights(caption.caption());
        double sum = 0;
        for (List<String> reference : caption.references()) {
            List<Weights> theirs = weights(reference);
            double shorter = bigrams(caption.caption()) - bigrams(reference);
            double penalty = Math.exp(-shorter * shorter / (2 * SIGMA * SIGMA));
            for (int n = 0; n < ORDER; n++) {
                sum += penalty * mine.get(n).likeness(theirs.get(n));
            }
        }
        return SCALE * sum / ORDER / caption.references().size();
    }

    private static int bigrams(List<String> words) {
        return Math.max(0, words.size() - 1);
    }

    private List<Weights> weights(List<String> words) {
        List<Weights> weights = new ArrayList<>();
        for (int n = 1; n <= ORDER; n++) {
            Map<List<String>, Double> values = new HashMap<>();
            NGrams.count(words, n)
                    .forEach((run, count) ->
                            values.put(run, count * (logImages - Math.log(frequencies.getOrDefault(run, 1)))));
            weights.add(Weights.of(values));
        }
        return weights;
    }

    /** What each run of one length counts. */
    private record Weights(Map<List<String>, Double> values, double norm) {
        static Weights of(Map<List<String>, Double> values) {
            double squares = 0;
            for (double value : values.values()) {
                squares += value * value;
            }
            return new Weights(values, Math.sqrt(squares));
        }

        double likeness(Weights reference) {
            double sum = 0;
            for (Map.Entry<List<String>, Double> run : values.entrySet()) {
                double theirs = reference.values.getOrDefault(run.getKey(), 0.0);
                sum += Math.min(run.getValue(), theirs) * theirs;
            }
            return norm == 0 || reference.norm == 0 ? sum : sum / (norm * reference.norm);
        }
    }
}
