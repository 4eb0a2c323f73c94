package dev.graft.eval;

import dev.graft.backbones.generation.Drawing;
import dev.graft.backbones.generation.GenerationConfig;
import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.eval.answers.Protocol;
import dev.graft.models.Bayes;
import dev.graft.models.Likelihood;
import dev.graft.models.VisionLanguageModel;
import dev.graft.models.data.Sample;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.visual.SeenImage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** A method by which a model comes to its answers in an evaluation: writing them, or choosing among candidates. */
public interface AnswerMethod {
    /**
     * The answer to a question.
     *
     * @param conversation what is asked, with the visual tokens of its images
     * @param sample what the question is of
     */
    String answer(VisionLanguageModel model, Conversation<SeenImage> conversation, Sample sample);

    /** The answers to several questions. */
    default List<String> answers(
            VisionLanguageModel model, List<Conversation<SeenImage>> conversations, List<Sample> samples) {
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            answers.add(answer(model, conversations.get(i), samples.get(i)));
        }
        return answers;
    }

    /**
     * How probable an answer is that this method gave: unless a method knows better, the probability that the model, drawing
     * token after token, would write this text and nothing after it.
     */
    default double probability(
            VisionLanguageModel model, Conversation<SeenImage> conversation, Sample sample, String answer) {
        double log = model.likelihoods(conversation, List.of(answer)).get(0).logProbability();
        return Math.min(1, Math.exp(log));
    }

    /** The answers among which one is chosen; empty where it is written. */
    default List<String> candidates(Sample sample) {
        return List.of();
    }

    /**
     * How a protocol has questions answered: chosen among their own choices, or written as the model's own files say, but that nothing is
     * drawn by chance.
     *
     * @param tokens the longest answer that is written
     */
    static AnswerMethod of(Protocol protocol, int tokens) {
        return protocol.chooses()
                ? new Choice(Sample::choices, Likelihood::logProbability)
                : generating(own -> own.options().withDrawing(Drawing.NONE).withMaxTokens(tokens));
    }

    /** The model writes what it likes. */
    static AnswerMethod generating(GenerationOptions options) {
        return generating(own -> options);
    }

    /**
     * The model writes what it likes.
     *
     * @param options made of what the model's own files say
     */
    static AnswerMethod generating(Function<GenerationConfig, GenerationOptions> options) {
        return new Writing(options);
    }

    /**
     * The likeliest of given answers; the first of equals.
     *
     * @param measure {@link Likelihood#logProbability} or {@link Likelihood#perToken}
     */
    static AnswerMethod choosing(List<String> candidates, ToDoubleFunction<Likelihood> measure) {
        List<String> given = requireSome(candidates);
        return new Choice(sample -> given, measure);
    }

    /**
     * The most probable of given answers by Bayes' rule, {@code p(c|x) ~ p(c) p(x|c)}, with all equally probable before
     * anything is seen. The model gives {@code p(x|c)} up to a factor that is the same for all: how much likelier the answer
     * is with the images of the question, and its examples, than with the words alone (Lin et al. 2024, arXiv:2306.01879). So
     * an answer that the model is fond of is not preferred for that.
     */
    static AnswerMethod bayesian(List<String> candidates) {
        return new BayesChoice(requireSome(candidates), Bayes.uniform(candidates.size()));
    }

    private static List<String> requireSome(List<String> candidates) {
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException("there must be at least one answer to choose from");
        }
        return List.copyOf(candidates);
    }
}
