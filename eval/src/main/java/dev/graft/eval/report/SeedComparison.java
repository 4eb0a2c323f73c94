package dev.graft.eval.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.eval.measure.Measurement;
import dev.graft.eval.measure.SeededDifference;
import dev.graft.models.data.Sample;
import dev.graft.tensors.InvalidInputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Two settings, each trained with the same seeds, compared by the answers of all runs.
 *
 * @param first what the first is called
 * @param second what the second is called
 * @param seeds of the runs
 * @param differences in each metric, by data set and metric
 */
public record SeedComparison(
        String first, String second, List<Long> seeds, Map<String, Map<String, SeededDifference>> differences) {
    /** How differences are found, in reports for machines. */
    private static final String TEST = "min-f";

    public SeedComparison {
        seeds = List.copyOf(seeds);
    }

    /**
     * The runs of one setting.
     *
     * @param name what messages call them
     * @param reports the final evaluations of each run, in the order of the seeds
     */
    public record Runs(String name, List<Long> seeds, List<List<EvaluationReport>> reports) {
        public Runs {
            seeds = List.copyOf(seeds);
            reports = List.copyOf(reports);
        }
    }

    /**
     * Compares two settings.
     *
     * @throws InvalidInputException if they were not trained with the same seeds, two or more, and asked the same questions
     */
    public static SeedComparison of(Runs one, Runs other) {
        if (!one.seeds().equals(other.seeds())) {
            throw new InvalidInputException(one.name() + " has the seeds " + one.seeds() + ", " + other.name() + " "
                    + other.seeds() + "; only runs of the same seeds are compared: train both with the same --seed and"
                    + " --seeds");
        }
        if (one.seeds().size() < 2) {
            throw new InvalidInputException(
                    one.name() + " has one seed, and how seeds differ shows in two or more; train"
                            + " with --seeds 3, or compare the reports of the runs");
        }
        Map<String, Map<String, List<SeededDifference.Run>>> runs = new LinkedHashMap<>();
        for (int run = 0; run < one.seeds().size(); run++) {
            List<EvaluationReport> mine = one.reports().get(run);
            List<EvaluationReport> theirs = other.reports().get(run);
            String seed = " of seed " + one.seeds().get(run);
            if (mine.isEmpty() || mine.size() != theirs.size()) {
                throw new InvalidInputException("the run" + seed + " of " + one.name() + " has " + mine.size()
                        + " evaluations, that of " + other.name() + " " + theirs.size()
                        + "; only runs that are evaluated on the same data can be compared");
            }
            for (int i = 0; i < mine.size(); i++) {
                PairedComparison.requireComparable(one.name() + seed, mine.get(i), other.name() + seed, theirs.get(i));
                add(
                        runs.computeIfAbsent(mine.get(i).dataset(), none -> new LinkedHashMap<>()),
                        mine.get(i),
                        theirs.get(i));
            }
        }
        Map<String, Map<String, SeededDifference>> differences = new LinkedHashMap<>();
        runs.forEach((dataset, metrics) -> metrics.forEach((metric, each) -> {
            if (each.size() != one.seeds().size()) {
                throw new InvalidInputException(
                        "only " + each.size() + " of the " + one.seeds().size() + " runs of "
                                + one.name() + " are measured by " + metric + " on " + dataset
                                + "; only runs that are evaluated in the same way can be compared");
            }
            differences.computeIfAbsent(dataset, none -> new LinkedHashMap<>()).put(metric, SeededDifference.of(each));
        }));
        return new SeedComparison(one.name(), other.name(), one.seeds(), differences);
    }

    private static void add(
            Map<String, List<SeededDifference.Run>> metrics, EvaluationReport mine, EvaluationReport theirs) {
        List<Sample> samples = mine.answers().stream().map(Answered::sample).toList();
        List<String> images = samples.stream().map(Sample::group).toList();
        Map<String, Measurement> one = PairedComparison.measured(mine, samples);
        Map<String, Measurement> other = PairedComparison.measured(theirs, samples);
        one.forEach((metric, measured) -> metrics.computeIfAbsent(metric, none -> new ArrayList<>())
                .add(new SeededDifference.Run(measured, other.get(metric), images)));
    }

    /** The comparison as a table for people, in hundredths. */
    public String toTable() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("metric, %", "images", "first", "second", "difference", "", "p", "by seed"));
        differences.forEach((dataset, metrics) -> {
            rows.add(List.of(dataset));
            metrics.forEach((metric, difference) -> rows.add(row("  " + metric, difference)));
        });
        return "first: " + first + "\nsecond: " + second + "\nmeans of the seeds " + seeds + "\n\n"
                + AlignedRows.of(rows)
                + "\ndifference: second less first, with 95 % interval for other seeds and other images, and p by Clark's"
                + " min F'\np is of each row alone; of twenty rows one is below 0.05 by chance\n";
    }

    private static List<String> row(String label, SeededDifference difference) {
        return List.of(
                label,
                Integer.toString(difference.images()),
                String.format(Locale.ROOT, "%.2f", 100 * difference.first()),
                String.format(Locale.ROOT, "%.2f", 100 * difference.second()),
                signed(difference.value()),
                difference
                        .interval()
                        .map(interval -> "[" + signed(interval.low()) + ", " + signed(interval.high()) + "]")
                        .orElse("-"),
                difference.p().isPresent()
                        ? String.format(Locale.ROOT, "%.4f", difference.p().getAsDouble())
                        : "-",
                String.join(
                        " ",
                        difference.bySeed().stream().map(SeedComparison::signed).toList()));
    }

    private static String signed(double value) {
        return String.format(Locale.ROOT, "%+.2f", 100 * value);
    }

    /**
     * As JSON: {@code {"first", "second", "seeds": [...], "datasets": {NAME: {METRIC: {"first", "second", "difference", "images",
     * "low", "high", "p", "test", "degrees", "error_by_seeds", "error_by_images", "values": [...]}}}}}, the differences of the
     * single seeds being the values; {@code low}, {@code high} and {@code p} are left out where there are none.
     */
    public String toJson() {
        ObjectNode root = JsonTree.object().put("first", first).put("second", second);
        seeds.forEach(root.putArray("seeds")::add);
        ObjectNode datasets = root.putObject("datasets");
        differences.forEach((dataset, metrics) -> {
            ObjectNode named = datasets.putObject(dataset);
            metrics.forEach((metric, difference) -> write(named.putObject(metric), difference));
        });
        return JsonTree.indented(root);
    }

    private static void write(ObjectNode node, SeededDifference difference) {
        node.put("first", difference.first())
                .put("second", difference.second())
                .put("difference", difference.value())
                .put("images", difference.images());
        difference
                .interval()
                .ifPresent(interval -> node.put("low", interval.low()).put("high", interval.high()));
        difference.p().ifPresent(p -> node.put("p", p).put("test", TEST).put("degrees", difference.degrees()));
        node.put("error_by_seeds", difference.seedError()).put("error_by_images", difference.imageError());
        difference.bySeed().forEach(node.putArray("values")::add);
    }
}
