package dev.graft.eval;

import dev.graft.models.data.Sample;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Adds up the scores of answers while they come in. Not safe for use by several threads. */
public final class Tally {
    private final List<AnswerMetric> metrics;
    private final List<Map<Condition, Sums>> sums = new ArrayList<>();

    public Tally(List<AnswerMetric> metrics) {
        this.metrics = List.copyOf(metrics);
        this.metrics.forEach(metric -> sums.add(new EnumMap<>(Condition.class)));
    }

    /** Scores what the model answered to a sample under a condition. */
    public void add(Condition condition, Sample sample, String prediction) {
        for (int i = 0; i < metrics.size(); i++) {
            double score = metrics.get(i).score(prediction, sample.answers());
            sums.get(i).computeIfAbsent(condition, none -> new Sums()).add(sample, score);
        }
    }

    /**
     * What has come in so far.
     *
     * @param dataset what the report calls the data set
     * @throws IllegalStateException if nothing has
     */
    public EvaluationReport report(String dataset) {
        List<EvaluationReport.Metric> reports = new ArrayList<>();
        for (int i = 0; i < metrics.size(); i++) {
            Map<Condition, Breakdown> conditions = new EnumMap<>(Condition.class);
            sums.get(i).forEach((condition, sum) -> conditions.put(condition, sum.breakdown()));
            if (conditions.isEmpty()) {
                throw new IllegalStateException("no answer has been scored on " + dataset);
            }
            reports.add(new EvaluationReport.Metric(metrics.get(i).name(), conditions));
        }
        return new EvaluationReport(dataset, reports);
    }

    private static final class Sums {
        private final Sum overall = new Sum();
        private final SortedMap<String, Sum> questionTypes = new TreeMap<>();
        private final SortedMap<String, Sum> answerTypes = new TreeMap<>();

        void add(Sample sample, double score) {
            overall.add(score);
            questionTypes
                    .computeIfAbsent(QuestionTypes.of(sample), type -> new Sum())
                    .add(score);
            sample.answerType()
                    .ifPresent(type ->
                            answerTypes.computeIfAbsent(type, none -> new Sum()).add(score));
        }

        Breakdown breakdown() {
            return new Breakdown(overall.score(), scores(questionTypes), scores(answerTypes));
        }

        private static SortedMap<String, Score> scores(SortedMap<String, Sum> sums) {
            SortedMap<String, Score> scores = new TreeMap<>();
            sums.forEach((type, sum) -> scores.put(type, sum.score()));
            return scores;
        }
    }

    private static final class Sum {
        private double sum;
        private long count;

        void add(double score) {
            sum += score;
            count++;
        }

        Score score() {
            return Score.of(sum, count);
        }
    }
}
