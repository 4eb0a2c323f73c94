package dev.graft.training;

import dev.graft.eval.report.EvaluationReport;
import dev.graft.eval.report.SeedComparison;
import dev.graft.eval.report.SeedReport;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.AtomicFiles;
import dev.graft.tensors.files.InputFile;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.recipe.Recipe;
import dev.graft.training.run.Provenance;
import dev.graft.training.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Trains a recipe several times, with seeds that follow one another and else the same settings, each in a folder
 * {@code seed-SEED} of the output folder: what a training comes to by chance, and what by its settings, shows in many only. No
 * run is picked.
 */
public final class SeedTrainer {
    /** The file with what all runs came to. */
    public static final String FILE = "seeds.json";

    private static final String FOLDER = "seed-";

    private final List<Recipe> runs;
    private final Path folder;
    private final TrainingListener listener;

    /** @param count how many seeds, from the recipe's own on */
    public SeedTrainer(Recipe recipe, int count, TrainingListener listener) {
        this.folder = recipe.last().paths().output();
        this.runs = IntStream.range(0, count)
                .mapToObj(run -> RecipeTrainer.check(seeded(recipe, run)))
                .toList();
        this.listener = listener;
    }

    /** Of a recipe whose stages have seeds of their own each is counted on. */
    private static Recipe seeded(Recipe recipe, int add) {
        Recipe seeded = recipe;
        for (Recipe.Stage stage : recipe.stages()) {
            if (stage.settings().seed() > Long.MAX_VALUE - add) {
                throw new InvalidInputException("the seed " + stage.settings().seed() + " and " + add
                        + " more go beyond the largest there is, " + Long.MAX_VALUE + "; choose a smaller 'seed'");
            }
            String key = recipe.isSingle() ? "seed" : stage.name() + ":seed";
            seeded = seeded.with(key, Long.toString(stage.settings().seed() + add));
        }
        Path output = recipe.last().paths().output().resolve(FOLDER + seed(seeded));
        return seeded.with("output", output.toString());
    }

    private static long seed(Recipe recipe) {
        return recipe.stages().get(0).settings().seed();
    }

    /** The recipe that the runs in a folder were begun with, with the lowest seed; empty where it holds none. */
    public static Optional<Recipe> earlier(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(run -> run.getFileName().toString().matches(FOLDER + "-?\\d{1,18}"))
                    .min(Comparator.comparingLong(
                            run -> Long.parseLong(run.getFileName().toString().substring(FOLDER.length()))))
                    .flatMap(RecipeTrainer::earlier)
                    .map(recipe -> recipe.with("output", folder.toString()));
        } catch (IOException e) {
            throw InputFile.unlisted(folder, e);
        }
    }

    /**
     * The runs that a file {@value #FILE} is about, which lie beside it.
     *
     * @throws dev.graft.tensors.ModelFileException if they do not
     */
    public static SeedComparison.Runs runs(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        List<Long> seeds = SeedReport.seeds(file);
        List<List<EvaluationReport>> reports = new ArrayList<>();
        for (long seed : seeds) {
            Path run = folder.resolve(FOLDER + seed);
            Recipe recipe = RecipeTrainer.earlier(run)
                    .orElseThrow(() -> new ModelFileException(
                            run,
                            "holds no run, and " + file + " names its seed; the answers of all runs are compared"));
            reports.add(evaluations(last(recipe.with("output", run.toString()))));
        }
        return new SeedComparison.Runs(file.toString(), seeds, reports);
    }

    /**
     * Trains all, or goes on with the first that is not complete.
     *
     * @param resume whether to go on with what the output folder holds
     * @param stopped asked before each step; when true the run is saved and ends
     * @return what they came to, also written as {@value #FILE}; empty if it was stopped
     */
    public Optional<SeedReport> run(boolean resume, BooleanSupplier stopped) {
        if (RecipeTrainer.earlier(folder).isPresent()) {
            throw new InvalidInputException(folder, "holds a run of one seed; choose another --output");
        }
        if (!resume) {
            runs.stream()
                    .map(SeedTrainer::output)
                    .filter(Files::exists)
                    .findFirst()
                    .ifPresent(existing -> {
                        throw new InvalidInputException(
                                existing,
                                "is there already; go on with its runs by --resume, or choose another --output");
                    });
        }
        // What was begun with other settings is none of these runs, though it be complete; that shows before any is
        // trained.
        runs.forEach(RecipeTrainer::requireSame);
        List<List<EvaluationReport>> reports = new ArrayList<>();
        for (Recipe run : runs) {
            Path last = last(run);
            boolean done = Files.isDirectory(last) && Provenance.isComplete(last);
            listener.onMessage("seed " + seed(run) + ": " + output(run) + (done ? " is complete" : ""));
            boolean begun = RecipeTrainer.earlier(output(run)).isPresent();
            if (!done && !new RecipeTrainer(run, listener).run(resume && begun, stopped)) {
                return Optional.empty();
            }
            reports.add(evaluations(last));
        }
        SeedReport report = SeedReport.of(runs.stream().map(SeedTrainer::seed).toList(), reports);
        AtomicFiles.write(folder.resolve(FILE), report.toJson());
        return Optional.of(report);
    }

    private static Path output(Recipe run) {
        return run.last().paths().output();
    }

    /** The folder of the last stage, whose evaluation is that of the whole. */
    private static Path last(Recipe run) {
        List<Recipe.Stage> placed = run.placed();
        return placed.get(placed.size() - 1).settings().paths().output();
    }

    private static List<EvaluationReport> evaluations(Path run) {
        List<EvaluationReport> reports = new ArrayList<>();
        for (Path file = run.resolve(RunFolder.evaluation(0));
                Files.exists(file);
                file = run.resolve(RunFolder.evaluation(reports.size()))) {
            reports.add(EvaluationReport.read(file));
        }
        return reports;
    }
}
