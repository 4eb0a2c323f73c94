package dev.graft.eval.answers;

import dev.graft.eval.measure.Measurement;
import dev.graft.models.data.Sample;
import dev.graft.models.data.boxes.BoundingBox;
import dev.graft.tensors.InvalidInputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The metrics of boxes that a model draws around what it was asked for: a box is right where its IoU with the
 * reference's is at least 0.5, as RefCOCO is measured (Yu et al. 2016, arXiv 1608.00272).
 *
 * <p>The boxes are compared as Qwen-VL's evaluation does. MiniGPT-v2's adds one pixel to each side, and draws anew up to twenty
 * times what cannot be read. An answer that {@link BoundingBox#find} finds no box in is wrong, has an IoU of 0, and counts as
 * {@code unreadable}.
 */
public final class Grounding implements Evaluator, Protocol {
    /** Corners on a grid often give one half exactly, which the division into fractions must not lose. */
    private static final double ENOUGH = 0.5 - 1e-9;

    @Override
    public String id() {
        return "grounding";
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
        return samples.stream()
                .allMatch(sample -> BoundingBox.find(sample.target()).isPresent());
    }

    @Override
    public void check(List<Sample> samples) {
        samples.forEach(Grounding::reference);
    }

    @Override
    public Map<String, Measurement> evaluate(List<Sample> samples, List<String> answers) {
        double[] right = new double[answers.size()];
        double[] unreadable = new double[answers.size()];
        double[] overlap = new double[answers.size()];
        for (int i = 0; i < answers.size(); i++) {
            BoundingBox reference = reference(samples.get(i));
            Optional<BoundingBox> box = BoundingBox.find(answers.get(i));
            overlap[i] = box.map(reference::iou).orElse(0.0);
            right[i] = overlap[i] >= ENOUGH ? 1 : 0;
            unreadable[i] = box.isEmpty() ? 1 : 0;
        }
        Map<String, Measurement> scores = new LinkedHashMap<>();
        scores.put("accuracy_iou_0.5", Measurement.scores(right).overall());
        scores.put("mean_iou", Measurement.scores(overlap).overall());
        scores.put("unreadable", Measurement.scores(unreadable).overall());
        return scores;
    }

    private static BoundingBox reference(Sample sample) {
        return BoundingBox.find(sample.target())
                .orElseThrow(() -> new InvalidInputException("sample '" + sample.id() + "' (record "
                        + sample.record() + "): expected an answer with a box, as <box>(x1,y1),(x2,y2)</box> or"
                        + " {<x1><y1><x2><y2>}, found \"" + sample.target() + "\""));
    }
}
