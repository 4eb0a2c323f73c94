package dev.graft.eval;

import dev.graft.eval.answers.Evaluator;
import dev.graft.eval.answers.Protocol;
import dev.graft.eval.report.Answered;
import dev.graft.eval.report.EvaluationReport;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.Sample;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * An evaluation: the same questions asked under several conditions, and their scores.
 *
 * @param samples what is asked, about images or in words alone; of captions, one sample for each image is kept
 * @param protocol how the answers are scored
 * @param conditions what the model sees; shuffled images are left out where there is only one image, all controls where there is none
 * @param seed of the shuffled images
 */
public record Evaluation(List<Sample> samples, Protocol protocol, Set<Condition> conditions, long seed) {
    /** Hears how an evaluation goes on. */
    @FunctionalInterface
    public interface Progress {
        /** So many questions of all have been answered under a condition. */
        void answered(Condition condition, long done, long total);
    }

    /** @throws IllegalArgumentException if there is nothing to ask, or a sample that the protocol cannot score */
    public Evaluation {
        samples = List.copyOf(protocol.asked(samples));
        conditions = Set.copyOf(conditions);
        if (samples.isEmpty() || conditions.isEmpty()) {
            throw new IllegalArgumentException("an evaluation needs at least one question and one condition");
        }
        for (Evaluator evaluator : protocol.evaluators()) {
            evaluator.check(samples);
        }
    }

    /** An evaluation by the protocol that suits the samples. */
    public Evaluation(List<Sample> samples, Set<Condition> conditions, long seed) {
        this(samples, Protocol.of(samples), conditions, seed);
    }

    /**
     * Asks all questions under all conditions.
     *
     * @param dataset what the report calls the data set
     */
    public EvaluationReport run(Answerer answerer, String dataset, Progress progress) {
        Tally tally = new Tally(protocol.evaluators());
        for (Condition condition : runnable()) {
            tally.add(condition, samples, answers(answerer, condition, progress));
        }
        return tally.report(dataset).by(protocol.id());
    }

    /**
     * A report of this evaluation with how probable the model holds each of its answers, from which it tells the calibration.
     *
     * @param report what {@link #run} gave with the same answerer
     */
    public EvaluationReport withProbabilities(EvaluationReport report, Answerer answerer, LongConsumer progress) {
        List<String> answers = report.answers().stream().map(Answered::answer).toList();
        return report.withProbabilities(answerer.probabilities(samples, answers, progress));
    }

    /** This of other samples. */
    public Evaluation asking(List<Sample> others) {
        return new Evaluation(others, protocol, conditions, seed);
    }

    /** The images that are shown instead of others; empty where none are. */
    Optional<ShuffledImages> shuffledImages() {
        return runnable().contains(Condition.SHUFFLED) ? Optional.of(shuffled()) : Optional.empty();
    }

    private Set<Condition> runnable() {
        EnumSet<Condition> runnable = EnumSet.copyOf(conditions);
        long images = images().stream().map(ImageRef::name).distinct().count();
        if (images < 2) {
            runnable.remove(Condition.SHUFFLED);
        }
        if (images == 0) {
            runnable.removeAll(Set.of(Condition.BLIND, Condition.TEXT_ONLY));
            runnable.add(Condition.IMAGES);
        }
        return runnable;
    }

    private List<String> answers(Answerer answerer, Condition condition, Progress progress) {
        LongConsumer count = done -> progress.answered(condition, done, samples.size());
        return switch (condition) {
            case IMAGES -> answerer.answer(samples, count);
            case BLIND -> answerer.answerBlind(samples, count);
            case SHUFFLED -> answerer.answerShown(samples, shuffled()::insteadOf, count);
            case TEXT_ONLY -> answerer.answerText(samples, count);
        };
    }

    private ShuffledImages shuffled() {
        return ShuffledImages.of(images(), seed);
    }

    private List<ImageRef> images() {
        return samples.stream()
                .flatMap(sample -> sample.requireImages().stream())
                .toList();
    }
}
