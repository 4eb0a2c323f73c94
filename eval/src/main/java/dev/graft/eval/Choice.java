package dev.graft.eval;

import dev.graft.models.Likelihood;
import dev.graft.models.VisionLanguageModel;
import dev.graft.models.data.Sample;
import dev.graft.models.prompt.Conversation;
import dev.graft.tensors.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** See {@link AnswerMethod#choosing}. */
record Choice(Function<Sample, List<String>> candidates, ToDoubleFunction<Likelihood> measure) implements AnswerMethod {
    @Override
    public String answer(VisionLanguageModel model, Conversation<Tensor> conversation, Sample sample) {
        List<String> given = candidates.apply(sample);
        return given.get(Likelihood.best(model.likelihoods(conversation, given), measure));
    }

    /** What is greater by the measure is more probable: its exponentials, brought to the sum 1. */
    @Override
    public double probability(
            VisionLanguageModel model, Conversation<Tensor> conversation, Sample sample, String answer) {
        List<String> given = candidates.apply(sample);
        double[] measured = model.likelihoods(conversation, given).stream()
                .mapToDouble(measure)
                .toArray();
        double most = Arrays.stream(measured).max().orElseThrow();
        double sum = Arrays.stream(measured).map(each -> Math.exp(each - most)).sum();
        return Math.exp(measured[given.indexOf(answer)] - most) / sum;
    }
}
