package dev.graft.eval;

import dev.graft.backbones.GenerationOptions;
import dev.graft.graph.Tensor;
import dev.graft.models.Likelihood;
import dev.graft.models.VisionLanguageModel;
import dev.graft.models.prompt.Conversation;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** How a model comes to its answers. */
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
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException("there must be at least one answer to choose from");
        }
        return (model, conversations) -> conversations.stream()
                .map(conversation ->
                        candidates.get(Likelihood.best(model.likelihoods(conversation, candidates), measure)))
                .toList();
    }
}
