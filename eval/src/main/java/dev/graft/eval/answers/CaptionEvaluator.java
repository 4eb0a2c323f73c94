package dev.graft.eval.answers;

import dev.graft.eval.caption.Bleu;
import dev.graft.eval.caption.CiderD;
import dev.graft.eval.caption.RougeL;
import dev.graft.eval.caption.TokenisedCaption;
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
    public Map<String, Breakdown> evaluate(List<Sample> samples, List<String> answers) {
        List<TokenisedCaption> captions = new ArrayList<>(samples.size());
        for (int i = 0; i < answers.size(); i++) {
            captions.add(TokenisedCaption.of(answers.get(i), samples.get(i).answers()));
        }
        Map<String, Double> values = new LinkedHashMap<>();
        double[] bleu = Bleu.of(captions);
        for (int n = 1; n <= Bleu.ORDER; n++) {
            values.put("bleu_" + n, bleu[n - 1]);
        }
        values.put(
                "rouge_l", captions.stream().mapToDouble(RougeL::of).average().orElseThrow());
        values.put("cider", Arrays.stream(CiderD.of(captions)).average().orElseThrow());
        Map<String, Breakdown> scores = new LinkedHashMap<>();
        values.forEach((name, value) -> scores.put(name, Breakdown.of(Score.ofSet(value, captions.size()))));
        return scores;
    }
}
