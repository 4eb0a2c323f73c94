package dev.graft.eval;

import dev.graft.models.Bayes;
import dev.graft.models.Likelihood;
import dev.graft.models.VisionLanguageModel;
import dev.graft.models.data.Sample;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.visual.SeenImage;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** See {@link AnswerMethod#bayesian}. Not for several threads. */
final class BayesChoice implements AnswerMethod {
    private final List<String> candidates;
    private final Bayes rule;

    /** What the model expects of each question without looking: data sets ask the same about many images. */
    private final Map<Conversation<SeenImage>, double[]> unseen = new HashMap<>();

    BayesChoice(List<String> candidates, Bayes rule) {
        this.candidates = candidates;
        this.rule = rule;
    }

    @Override
    public String answer(VisionLanguageModel model, Conversation<SeenImage> conversation, Sample sample) {
        return candidates.get(best(posterior(model, conversation)));
    }

    @Override
    public double probability(
            VisionLanguageModel model, Conversation<SeenImage> conversation, Sample sample, String answer) {
        return posterior(model, conversation)[candidates.indexOf(answer)];
    }

    @Override
    public List<String> candidates(Sample sample) {
        return candidates;
    }

    private double[] posterior(VisionLanguageModel model, Conversation<SeenImage> conversation) {
        double[] blind = unseen.computeIfAbsent(conversation.withoutImages(), words -> logProbabilities(model, words));
        double[] given = logProbabilities(model, conversation);
        Arrays.setAll(given, i -> given[i] - blind[i]);
        return rule.posterior(given);
    }

    private double[] logProbabilities(VisionLanguageModel model, Conversation<SeenImage> conversation) {
        return model.likelihoods(conversation, candidates).stream()
                .mapToDouble(Likelihood::logProbability)
                .toArray();
    }

    private static int best(double[] posterior) {
        int best = 0;
        for (int i = 1; i < posterior.length; i++) {
            if (posterior[i] > posterior[best]) {
                best = i;
            }
        }
        return best;
    }
}
