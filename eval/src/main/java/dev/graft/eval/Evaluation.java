package dev.graft.eval;

import dev.graft.models.data.Sample;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * The same questions under several conditions, scored by exact match and VQA accuracy.
 *
 * @param samples questions, each about an image
 * @param conditions what the model sees; shuffled images are left out where there is only one image
 * @param seed of the shuffled images
 */
public record Evaluation(List<Sample> samples, Set<Condition> conditions, long seed) {
    /** Hears how an evaluation goes on. */
    @FunctionalInterface
    public interface Progress {
        /** So many questions of all have been answered under a condition. */
        void answered(Condition condition, long done, long total);
    }

    public Evaluation {
        samples = List.copyOf(samples);
        conditions = Set.copyOf(conditions);
        if (samples.isEmpty() || conditions.isEmpty()) {
            throw new IllegalArgumentException("an evaluation needs at least one question and one condition");
        }
    }

    /**
     * Asks all questions under all conditions.
     *
     * @param dataset what the report calls the data set
     */
    public EvaluationReport run(Answerer answerer, String dataset, Progress progress) {
        Tally tally = new Tally(List.of(new ExactMatch(), new VqaAccuracy()));
        for (Condition condition : runnable()) {
            List<String> answers = answers(answerer, condition, progress);
            for (int i = 0; i < answers.size(); i++) {
                tally.add(condition, samples.get(i), answers.get(i));
            }
        }
        return tally.report(dataset);
    }

    private Set<Condition> runnable() {
        EnumSet<Condition> runnable = EnumSet.copyOf(conditions);
        long images = samples.stream()
                .map(sample -> sample.requireImage().name())
                .distinct()
                .count();
        if (images < 2) {
            runnable.remove(Condition.SHUFFLED);
        }
        return runnable;
    }

    private List<String> answers(Answerer answerer, Condition condition, Progress progress) {
        LongConsumer count = done -> progress.answered(condition, done, samples.size());
        return switch (condition) {
            case IMAGES -> answerer.answer(samples, count);
            case BLIND -> answerer.answerBlind(samples, count);
            case SHUFFLED -> answerer.answer(shuffled(), count);
            case TEXT_ONLY -> answerer.answerText(samples, count);
        };
    }

    private List<Sample> shuffled() {
        ShuffledImages images =
                ShuffledImages.of(samples.stream().map(Sample::requireImage).toList(), seed);
        return samples.stream().map(images::apply).toList();
    }
}
