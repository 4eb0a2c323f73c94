package dev.graft.eval;

import dev.graft.models.ContextUse;
import dev.graft.models.data.Sample;
import dev.graft.models.data.fault.Fault;
import dev.graft.models.data.fault.FaultKind;
import dev.graft.models.data.fault.FaultReport;
import dev.graft.models.data.fault.LongSamples;
import dev.graft.tensors.Parallel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which questions of an evaluation have room in the language model's context, with their examples and their answer: the one that
 * the data give, or the longest of the candidates.
 *
 * @param asked the samples that are asked
 * @param leftOut those that are not
 * @param cut those that are asked though there is less room than their answer takes
 */
public record ContextFit(List<Sample> asked, FaultReport leftOut, FaultReport cut) {
    public ContextFit {
        asked = List.copyOf(asked);
    }

    /**
     * Measures each question, with its own images and with those that it is shown instead, for examples may differ between them.
     *
     * @param dataset what messages call the data set
     * @param longs what becomes of those that are too long; answers are cut only where they are written, and only where there is
     *     room for a token
     */
    public static ContextFit of(Evaluation evaluation, Answerer answerer, String dataset, LongSamples longs) {
        FaultReport leftOut = new FaultReport();
        List<Sample> asked = evaluation.samples();
        while (true) {
            List<ContextUse> uses = uses(evaluation.asking(asked), answerer);
            List<Sample> kept = new ArrayList<>();
            FaultReport cut = new FaultReport();
            for (int i = 0; i < uses.size(); i++) {
                Sample sample = asked.get(i);
                boolean fits = uses.get(i).total() <= answerer.context();
                boolean cuts = !fits
                        && longs == LongSamples.CUT
                        && answerer.writes(sample)
                        && uses.get(i).prompt() < answerer.context();
                if (fits || cuts) {
                    kept.add(sample);
                }
                if (!fits) {
                    (cuts ? cut : leftOut).add(fault(dataset, sample, uses.get(i), answerer));
                }
            }
            if (kept.size() == asked.size() || kept.isEmpty()) {
                return new ContextFit(kept, leftOut, cut);
            }
            // Which image stands for another depends on which questions are left.
            asked = kept;
        }
    }

    private static List<ContextUse> uses(Evaluation evaluation, Answerer answerer) {
        Optional<ShuffledImages> others = evaluation.shuffledImages();
        List<Sample> samples = evaluation.samples();
        return Parallel.map(0, samples.size(), i -> {
            ContextUse own = answerer.contextUse(samples.get(i), image -> image);
            return others.map(shuffled -> answerer.contextUse(samples.get(i), shuffled::insteadOf))
                    .filter(use -> use.total() > own.total())
                    .orElse(own);
        });
    }

    private static Fault fault(String dataset, Sample sample, ContextUse use, Answerer answerer) {
        return new Fault(
                FaultKind.OVERLONG,
                dataset,
                "question '" + sample.id() + "' takes " + use.total()
                        + " tokens with its images, examples and answer, the language model reads at most "
                        + answerer.context());
    }
}
