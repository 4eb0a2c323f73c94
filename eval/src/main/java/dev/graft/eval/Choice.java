package dev.graft.eval;

import dev.graft.models.Likelihood;
import dev.graft.models.VisionLanguageModel;
import dev.graft.models.data.Sample;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.visual.SeenImage;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** See {@link AnswerMethod#choosing}. */
record Choice(Function<Sample, List<String>> given, ToDoubleFunction<Likelihood> measure) implements AnswerMethod {
    @Override
    public String answer(VisionLanguageModel model, Conversation<SeenImage> conversation, Sample sample) {
        List<String> candidates = candidates(sample);
        return candidates.get(Likelihood.best(model.likelihoods(conversation, candidates), measure));
    }

    @Override
    public List<String> candidates(Sample sample) {
        return given.apply(sample);
    }

    /** What is greater by the measure is more probable: its exponentials, brought to the sum 1. */
    @Override
    public double probability(
            VisionLanguageModel model, Conversation<SeenImage> conversation, Sample sample, String answer) {
        List<String> candidates = candidates(sample);
        double[] measured = model.likelihoods(conversation, candidates).stream()
                .mapToDouble(measure)
                .toArray();
        double most = Arrays.stream(measured).max().orElseThrow();
        double sum = Arrays.stream(measured).map(each -> Math.exp(each - most)).sum();
        return Math.exp(measured[candidates.indexOf(answer)] - most) / sum;
    }
}
