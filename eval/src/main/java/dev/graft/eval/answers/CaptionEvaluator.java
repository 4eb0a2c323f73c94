package dev.graft.eval.answers;

import dev.graft.eval.caption.Bleu;
import dev.graft.eval.caption.CiderD;
import dev.graft.eval.caption.RougeL;
import dev.graft.eval.caption.TokenisedCaption;
import dev.graft.eval.measure.Measurement;
import dev.graft.models.data.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The metrics of captions: BLEU-1 to BLEU-4, ROUGE-L and CIDEr. All captions of an image are to be in one sample,
 * since runs of words count by the number of images that have them. CIDEr reaches 10; tables give it, as the papers
 * do, times 100.
 */
public final class CaptionEvaluator implements Evaluator, Protocol {
    @Override
    public String id() {
        return "caption";
    }

    @Override
    public int answerTokens() {
        return LONG;
    }

    @Override
    public List<Evaluator> evaluators() {
        return List.of(this);
    }

    @Override
    public boolean suits(List<Sample> samples) {
        return samples.stream().allMatch(sample -> sample.question().isBlank());
    }

    /** One sample for each image, with all that was said of it. */
    @Override
    public List<Sample> asked(List<Sample> samples) {
        Map<String, Sample> byImage = new LinkedHashMap<>();
        for (Sample sample : samples) {
            byImage.merge(sample.group(), sample, CaptionEvaluator::joined);
        }
        return List.copyOf(byImage.values());
    }

    private static Sample joined(Sample first, Sample second) {
        List<String> answers = new ArrayList<>(first.answers());
        answers.addAll(second.answers());
        return first.withAnswers(answers);
    }

    @Override
    public Map<String, Measurement> evaluate(List<Sample> samples, List<String> answers) {
        List<TokenisedCaption> captions = new ArrayList<>(samples.size());
        for (int i = 0; i < answers.size(); i++) {
            captions.add(TokenisedCaption.of(answers.get(i), samples.get(i).answers()));
        }
        Map<String, Measurement> scores = new LinkedHashMap<>();
        double[][] counts = captions.stream().map(Bleu::counts).toArray(double[][]::new);
        for (int n = 1; n <= Bleu.ORDER; n++) {
            int order = n - 1;
            scores.put("bleu_" + n, Measurement.ofSet(counts, sums -> Bleu.of(sums)[order]));
        }
        scores.put("rouge_l", mean(captions.stream().mapToDouble(RougeL::of).toArray()));
        scores.put("cider", mean(CiderD.of(captions)));
        return scores;
    }

    private static Measurement mean(double[] values) {
        double[][] parts =
                Arrays.stream(values).mapToObj(value -> new double[] {value, 1}).toArray(double[][]::new);
        return Measurement.ofSet(parts, sums -> sums[0] / Math.max(1, sums[1]));
    }
}
