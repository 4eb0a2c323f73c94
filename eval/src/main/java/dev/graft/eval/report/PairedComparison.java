package dev.graft.eval.report;

import dev.graft.eval.answers.Evaluator;
import dev.graft.eval.answers.Protocol;
import dev.graft.eval.measure.Difference;
import dev.graft.eval.measure.Measurement;
import dev.graft.eval.measure.Resampling;
import dev.graft.models.data.Sample;
import dev.graft.tensors.InvalidInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Two models, or one under two settings, compared by their answers to the same questions: by how much the second is better,
 * whether that is more than chance, and in which questions.
 *
 * @param first what the first is called
 * @param second what the second is called
 * @param dataset what the first's report calls the data set
 * @param images how many there are
 * @param metrics the differences in each metric
 * @param leftOut what of the data was not used as it is, by the first and by the second
 * @param changed the questions whose answers are better or worse, by the first metric that scores single answers
 */
public record PairedComparison(
        String first,
        String second,
        String dataset,
        int images,
        List<Metric> metrics,
        Pair leftOut,
        List<Changed> changed) {
    public PairedComparison {
        metrics = List.copyOf(metrics);
        changed = List.copyOf(changed);
    }

    /** What each of both evaluations did without. */
    public record Pair(LeftOut first, LeftOut second) {
        /** Whether both used everything. */
        public boolean isEmpty() {
            return first.isEmpty() && second.isEmpty();
        }
    }

    /**
     * The differences in one metric.
     *
     * @param name the metric's name
     * @param overall over all questions
     * @param questionTypes by type of question; empty where the metric is of the whole set only
     * @param answerTypes by type of answer, of the questions whose data set gives one
     */
    public record Metric(
            String name,
            Difference overall,
            SortedMap<String, Difference> questionTypes,
            SortedMap<String, Difference> answerTypes) {
        public Metric {
            questionTypes = Collections.unmodifiableSortedMap(new TreeMap<>(questionTypes));
            answerTypes = Collections.unmodifiableSortedMap(new TreeMap<>(answerTypes));
        }
    }

    /**
     * A question that one of the two answers better.
     *
     * @param first the answer of the first
     * @param second the answer of the second
     * @param metric by which the answers are scored
     * @param before the score of the first
     * @param after the score of the second
     */
    public record Changed(Answered first, Answered second, String metric, double before, double after) {
        /** Whether the second is the better one. */
        public boolean isGained() {
            return after > before;
        }
    }

    /**
     * Compares two reports.
     *
     * @throws InvalidInputException if they are not of answers to the same questions, scored in the same way
     */
    public static PairedComparison of(String first, EvaluationReport one, String second, EvaluationReport other) {
        requireComparable(first, one, second, other);
        List<Sample> samples = one.answers().stream().map(Answered::sample).toList();
        Resampling images = Resampling.byImage(samples);
        Map<String, Measurement> mine = measured(one, samples);
        Map<String, Measurement> theirs = measured(other, samples);
        List<Metric> metrics = new ArrayList<>();
        mine.forEach(
                (name, measurement) -> metrics.add(metric(name, measurement, theirs.get(name), one.answers(), images)));
        List<Changed> changed = mine.keySet().stream()
                .filter(name -> mine.get(name).isMean())
                .findFirst()
                .map(name -> changed(one, other, name, mine.get(name), theirs.get(name)))
                .orElse(List.of());
        return new PairedComparison(
                first,
                second,
                one.dataset(),
                images.images(),
                metrics,
                new Pair(one.leftOut(), other.leftOut()),
                changed);
    }

    static void requireComparable(String first, EvaluationReport one, String second, EvaluationReport other) {
        requireAnswers(first, one);
        requireAnswers(second, other);
        if (!one.protocol().equals(other.protocol())) {
            throw new InvalidInputException("the answers of " + first + " are scored by '" + one.protocol()
                    + "', those of " + second + " by '" + other.protocol() + "'; evaluate both by the same --metric");
        }
        if (one.answers().size() != other.answers().size()) {
            throw new InvalidInputException(first + " answers " + one.answers().size() + " questions, " + second + " "
                    + other.answers().size() + "; only answers to the same questions can be compared");
        }
        for (int i = 0; i < one.answers().size(); i++) {
            Answered mine = one.answers().get(i);
            Answered theirs = other.answers().get(i);
            if (!mine.isToTheSameAs(theirs)) {
                throw new InvalidInputException("question " + (i + 1) + " of " + first + " is '" + mine.id()
                        + "' about "
                        + mine.image() + ", that of " + second + " is '" + theirs.id() + "' about " + theirs.image()
                        + (mine.id().equals(theirs.id()) && mine.image().equals(theirs.image())
                                ? " in other words or with other references"
                                : "")
                        + "; only answers to the same questions can be compared");
            }
        }
    }

    private static void requireAnswers(String name, EvaluationReport report) {
        if (report.answers().isEmpty() || report.protocol().isEmpty()) {
            throw new InvalidInputException(name + " is a report without answers, which cannot be compared;"
                    + " graft eval --json writes reports of models that answer with all answers in them");
        }
    }

    static Map<String, Measurement> measured(EvaluationReport report, List<Sample> samples) {
        List<String> answers = report.answers().stream().map(Answered::answer).toList();
        Map<String, Measurement> measured = new LinkedHashMap<>();
        for (Evaluator evaluator : Protocol.of(report.protocol()).evaluators()) {
            measured.putAll(evaluator.evaluate(samples, answers));
        }
        return measured;
    }

    private static Metric metric(
            String name, Measurement mine, Measurement theirs, List<Answered> answered, Resampling images) {
        Function<Function<Answered, Optional<String>>, SortedMap<String, Difference>> by = type -> {
            SortedMap<String, Difference> differences = new TreeMap<>();
            types(mine, answered, type)
                    .forEach((each, part) ->
                            differences.put(each, Difference.of(mine.of(part), theirs.of(part), images.of(part))));
            return differences;
        };
        return new Metric(
                name,
                Difference.of(mine, theirs, images),
                by.apply(answer -> Optional.of(answer.questionType())),
                by.apply(Answered::answerType));
    }

    /** The numbers of the questions of each type. */
    private static Map<String, int[]> types(
            Measurement measured, List<Answered> answered, Function<Answered, Optional<String>> type) {
        return IntStream.range(0, measured.isByType() ? answered.size() : 0)
                .boxed()
                .filter(i -> type.apply(answered.get(i)).isPresent())
                .collect(Collectors.groupingBy(
                        i -> type.apply(answered.get(i)).orElseThrow(),
                        Collectors.collectingAndThen(
                                Collectors.toList(),
                                part -> part.stream()
                                        .mapToInt(Integer::intValue)
                                        .toArray())));
    }

    private static List<Changed> changed(
            EvaluationReport one, EvaluationReport other, String metric, Measurement mine, Measurement theirs) {
        List<Changed> changed = new ArrayList<>();
        for (int i = 0; i < mine.size(); i++) {
            if (mine.score(i) != theirs.score(i)) {
                changed.add(new Changed(
                        one.answers().get(i), other.answers().get(i), metric, mine.score(i), theirs.score(i)));
            }
        }
        return changed;
    }

    /** The comparison as a table for people, with the first of the questions that changed. */
    public String toTable() {
        return ComparisonTable.of(this);
    }

    /**
     * The comparison as JSON: {@code {"first", "second", "dataset", "questions", "images", "intervals": {"level", "draws"},
     * "metrics": {NAME: {"overall": DIFFERENCE, "question_types": {TYPE: DIFFERENCE}, "answer_types": {TYPE: DIFFERENCE}}},
     * "left_out": {"first": LEFT_OUT, "second": LEFT_OUT}, "gained": [CHANGED], "lost": [CHANGED]}}. LEFT_OUT is as
     * {@link EvaluationReport#toJson} has it, and not there where everything was used. DIFFERENCE is
     * {@code {"first", "second", "difference", "count", "low", "high", "p", "test"}}, with the ends of the interval left out where
     * there is none; CHANGED is {@code {"id", "image", "question", "references", "first", "second", "metric", "first_score",
     * "second_score"}}.
     */
    public String toJson() {
        return ComparisonJson.of(this);
    }

    /** How many questions there are. */
    public long questions() {
        return metrics.stream()
                .map(metric -> metric.overall().count())
                .findFirst()
                .orElse(0L);
    }

    /** Those that the second answers better, or else those that it answers worse. */
    public List<Changed> changed(boolean gained) {
        return changed.stream().filter(each -> each.isGained() == gained).toList();
    }

    /** The metric by which {@link #changed()} tells better answers from worse; empty where none changed. */
    public Optional<String> changedBy() {
        return changed.stream().map(Changed::metric).findFirst();
    }
}
