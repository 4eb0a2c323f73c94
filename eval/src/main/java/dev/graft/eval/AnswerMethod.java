package dev.graft.eval;

import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.models.Bayes;
import dev.graft.models.Likelihood;
import dev.graft.models.VisionLanguageModel;
import dev.graft.models.prompt.Conversation;
import dev.graft.tensors.Tensor;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A method by which a model comes to its answers in an evaluation: writing them, or choosing among candidates. */
@FunctionalInterface
public interface AnswerMethod {
    /** The answer to each conversation, which holds the visual tokens of its images. */
    List<String> answers(VisionLanguageModel model, List<Conversation<Tensor>> conversations);

    /** The model writes what it likes. */
    static AnswerMethod generating(GenerationOptions options) {
        return (model, conversations) -> model.answerSeeing(conversations, options);
    }

    /**
     * The likeliest of given answers; the first of equals.
     *
     * @param measure {@link Likelihood#logProbability} or {@link Likelihood#perToken}
     */
    static AnswerMethod choosing(List<String> candidates, ToDoubleFunction<Likelihood> measure) {
        requireSome(candidates);
        return (model, conversations) -> conversations.stream()
                .map(conversation ->
                        candidates.get(Likelihood.best(model.likelihoods(conversation, candidates), measure)))
                .toList();
    }

    /**
     * The most probable of given answers by Bayes' rule, {@code p(c|x) ~ p(c) p(x|c)}, with all equally probable before
     * anything is seen. The model gives {@code p(x|c)} up to a factor that is the same for all: how much likelier the answer
     * is with the images of the question, and its examples, than with the words alone (Lin et al. 2024, arXiv:2306.01879). So
     * an answer that the model is fond of is not preferred for that.
     */
    static AnswerMethod bayesian(List<String> candidates) {
        requireSome(candidates);
        return new BayesChoice(List.copyOf(candidates), Bayes.uniform(candidates.size()));
    }

    private static void requireSome(List<String> candidates) {
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException("there must be at least one answer to choose from");
        }
    }
}
