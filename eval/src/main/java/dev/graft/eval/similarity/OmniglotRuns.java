package dev.graft.eval.similarity;

import dev.graft.eval.answers.Breakdown;
import dev.graft.eval.measure.Measurement;
import dev.graft.eval.measure.Resampling;
import dev.graft.eval.measure.Score;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.InputFile;
import dev.graft.tensors.files.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Omniglot's official one-shot runs (Lake et al. 2015): twenty times twenty handwritten characters, each to be told by one
 * drawing of each of the twenty by another hand; chance is right in 5 %.
 *
 * <p>A run is a folder {@code run01} with {@code class_labels.txt}, whose lines name a query and the example of its class.
 *
 * @param tasks one for each run, in the order of their names
 */
public record OmniglotRuns(List<OneShotTask> tasks) {
    private static final String LABELS = "class_labels.txt";

    public OmniglotRuns {
        tasks = List.copyOf(tasks);
    }

    /** Whether a folder, or the root of a zip file, holds runs. */
    public static boolean areIn(Path folder) {
        return Files.isDirectory(folder) && !runs(folder).isEmpty();
    }

    /**
     * Reads the runs of a folder.
     *
     * @param folder holds {@code run01} and so on; may be in a zip file
     * @throws ModelFileException if there is no run, or one is damaged
     */
    public static OmniglotRuns read(Path folder) {
        List<Path> runs = runs(folder);
        if (runs.isEmpty()) {
            throw new ModelFileException(
                    folder,
                    "expected Omniglot's one-shot runs, folders run01 and so on with " + LABELS
                            + ", as in all_runs.zip; found none");
        }
        return new OmniglotRuns(runs.stream().map(run -> read(folder, run)).toList());
    }

    private static List<Path> runs(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(run -> Files.isRegularFile(run.resolve(LABELS)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw InputFile.unlisted(folder, e);
        }
    }

    private static OneShotTask read(Path folder, Path run) {
        Path file = run.resolve(LABELS);
        List<Path> queries = new ArrayList<>();
        List<Path> shown = new ArrayList<>();
        for (String line : InputFile.text(file, JsonFile.MAX_BYTES).lines().toList()) {
            String[] names = line.strip().split("\\s+");
            if (names.length != 2) {
                throw new ModelFileException(
                        file, "expected a test and a training image in each line, found '" + line + "'");
            }
            queries.add(image(folder, names[0], file));
            shown.add(image(folder, names[1], file));
        }
        if (queries.isEmpty()) {
            throw new ModelFileException(file, "names no image");
        }
        Set<Path> examples = new LinkedHashSet<>(shown.stream().sorted().toList());
        List<Path> classes = List.copyOf(examples);
        return new OneShotTask(
                classes, queries, shown.stream().map(classes::indexOf).toList());
    }

    private static Path image(Path folder, String name, Path file) {
        Path image = folder.resolve(name);
        if (!Files.isRegularFile(image)) {
            throw new ModelFileException(file, "names " + name + ", which is not at " + image);
        }
        return image;
    }

    /**
     * {@code one_shot_accuracy}: the share of queries whose own class has the highest score alone, and {@code chance}, what
     * drawing lots would give.
     */
    public Map<String, Breakdown> evaluate(OneShotScorer scorer) {
        List<Integer> runs = new ArrayList<>();
        List<Double> right = new ArrayList<>();
        double chance = 0;
        for (int run = 0; run < tasks.size(); run++) {
            OneShotTask task = tasks.get(run);
            for (int i = 0; i < task.queries().size(); i++) {
                int label = task.labels().get(i);
                double[] scores = scorer.scores(task.queries().get(i), task.examples());
                boolean first =
                        new Candidates(scores.length, example -> scores[example], example -> example == label).rank()
                                == 1;
                right.add(first ? 1.0 : 0.0);
                runs.add(run);
                chance += 1.0 / task.examples().size();
            }
        }
        Measurement measured = Measurement.scores(
                right.stream().mapToDouble(Double::doubleValue).toArray());
        Map<String, Breakdown> scores = new LinkedHashMap<>();
        scores.put("one_shot_accuracy", Breakdown.of(Resampling.byGroup(runs).score(measured)));
        scores.put("chance", Breakdown.of(Score.ofSet(chance / right.size(), right.size())));
        return scores;
    }
}
