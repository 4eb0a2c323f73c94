package dev.graft.training.run;

import dev.graft.adapters.Trainable;
import dev.graft.models.data.fault.Fault;
import dev.graft.models.data.fault.FaultLines;
import dev.graft.models.data.fault.FaultReport;
import dev.graft.models.folder.AdapterWeights;
import dev.graft.models.folder.ModelDescription;
import dev.graft.models.folder.ModelFolder;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Place;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.files.AtomicFiles;
import dev.graft.training.picture.ExampleSheet;
import dev.graft.training.picture.LossCurve;
import dev.graft.training.progress.Example;
import dev.graft.training.settings.TrainingSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The folder of a run: what was asked for, what happened, and the model that came out. */
public final class RunFolder implements AutoCloseable {
    public static final String CONFIG = "run.json";
    public static final String CARD = ModelFolder.CARD;
    public static final String CURVE = "loss.png";
    public static final String EXAMPLES = "examples.png";
    /** What of the data is not used, and why. */
    public static final String LEFT_OUT = "left-out.jsonl";

    private static final String CHECKPOINTS = "checkpoints";
    private static final String LOCK = "run.lock";

    private final Path folder;
    private final boolean resume;
    private Optional<RunLock> lock = Optional.empty();

    private RunFolder(Path folder, boolean resume) {
        this.folder = folder;
        this.resume = resume;
    }

    /**
     * The folder of a run that is to begin, or to go on. Nothing is written yet but the lock of one that goes on.
     *
     * @throws IllegalArgumentException if it holds a run and none is to be resumed, or one with other settings, one that
     *     another process is training, or something that is no run
     */
    public static RunFolder of(Path folder, TrainingSettings settings, boolean resume) {
        check(folder, settings, resume);
        RunFolder run = new RunFolder(folder, resume);
        if (Files.isDirectory(run.checkpoints())) {
            run.take();
        }
        return run;
    }

    /** Refuses a folder as {@link #of} does. */
    public static void check(Path folder, TrainingSettings settings, boolean resume) {
        Path file = folder.resolve(CONFIG);
        if (Files.exists(file)) {
            if (!resume) {
                throw new InvalidInputException(
                        folder, "already holds a run; go on with it by --resume, or choose another --output");
            }
            requireSameSettings(file, settings);
        } else if (Files.isDirectory(folder)) {
            requireEmpty(folder);
        } else if (Files.exists(folder)) {
            throw new InvalidInputException(folder, "is a file, and the run needs a folder; choose another --output");
        }
    }

    private void take() {
        lock = Optional.of(RunLock.take(folder, checkpoints().resolve(LOCK)));
    }

    /** Makes the folder, cleans up what a killed run left half written, and writes down the settings. */
    public void begin(TrainingSettings settings) {
        try {
            Files.createDirectories(checkpoints());
        } catch (IOException e) {
            throw new UncheckedIOException(Place.at(folder, "cannot be made: " + e + "; choose another --output"), e);
        }
        if (lock.isEmpty()) {
            take();
            check(folder, settings, resume); // another process may have begun one meanwhile
        }
        AtomicFiles.sweep(folder);
        AtomicFiles.sweep(checkpoints());
        write(CONFIG, settings.toJson());
    }

    /** Refuses a folder of something else, whose files the run would replace. */
    private static void requireEmpty(Path folder) {
        Optional<Path> foreign =
                list(folder).stream().filter(file -> !isLeftover(folder, file)).findFirst();
        if (foreign.isPresent()) {
            throw new InvalidInputException(
                    folder,
                    "expected an empty folder, a new one, or that of a run,"
                            + " which holds " + CONFIG + "; found '"
                            + foreign.get().getFileName()
                            + "' in it, and a run would write among such files; choose another --output");
        }
    }

    /** Whether it is what a run leaves that was killed before it had written down its settings. */
    private static boolean isLeftover(Path folder, Path file) {
        boolean checkpoints = file.equals(folder.resolve(CHECKPOINTS)) && Files.isDirectory(file);
        return checkpoints
                ? list(file).stream().allMatch(inside -> inside.endsWith(LOCK))
                : AtomicFiles.isTemporary(file);
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(Place.at(folder, "cannot be listed: " + e + "; choose another --output"), e);
        }
    }

    private static void requireSameSettings(Path file, TrainingSettings settings) {
        List<String> differences = settings.differencesFrom(TrainingSettings.ofRun(file));
        if (!differences.isEmpty()) {
            throw new InvalidInputException(
                    file,
                    "this run was begun with other settings: " + String.join("; ", differences)
                            + "; go on with the same, or begin a new run in another --output");
        }
    }

    public Path path() {
        return folder;
    }

    public Path checkpoints() {
        return folder.resolve(CHECKPOINTS);
    }

    /** The file of a final evaluation, by its number from 0. */
    public static String evaluation(int number) {
        return number == 0 ? "evaluation.json" : "evaluation-" + (number + 1) + ".json";
    }

    /**
     * Whether the weights of the best validation are there and whole. Damaged ones are removed.
     *
     * @param messages told if they are not
     */
    boolean hasBest(Trainable network, Consumer<String> messages) {
        Path best = checkpoints().resolve(TrainingLoop.BEST);
        try {
            AdapterWeights.load(best, network);
            return true;
        } catch (ModelFileException e) {
            messages.accept(
                    "the weights of the best validation are lost, and those of the next one take their place, or"
                            + " the last: " + e.getMessage());
            delete(best);
            return false;
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(Place.at(file, "cannot be deleted: " + e), e);
        }
    }

    public Path metrics() {
        return folder.resolve("metrics.jsonl");
    }

    public Path provenance() {
        return folder.resolve(Provenance.FILE);
    }

    /**
     * Draws the losses so far.
     *
     * @return why there is no picture, if there is none: nothing to draw, or a machine that cannot
     */
    public Optional<String> drawCurve() {
        try {
            LossCurve.write(metrics(), folder.resolve(CURVE));
            return Optional.empty();
        } catch (RuntimeException | LinkageError e) {
            // A run is not lost for a picture, whatever the drawing library or a machine without fonts throws.
            return Optional.of(e.getMessage());
        }
    }

    /**
     * Draws what the model answers.
     *
     * @return why there is no picture, if there is none
     */
    public Optional<String> drawExamples(List<Example> examples) {
        try {
            ExampleSheet.write(examples, folder.resolve(EXAMPLES));
            return Optional.empty();
        } catch (RuntimeException | LinkageError e) {
            // A run is not lost for a picture, whatever the drawing library or a machine without fonts throws.
            return Optional.of(e.getMessage());
        }
    }

    /**
     * Lists what of the data, and of those of the final evaluation, is not used, or not as it is.
     *
     * @return how much that is of each; empty for nothing
     */
    public List<String> writeLeftOut(PreparedData data) {
        List<String> said = new ArrayList<>();
        String text = LeftOut.of(data).toText();
        if (!text.isEmpty()) {
            said.add("data: " + text);
        }
        Stream<Fault> all =
                Stream.concat(data.training().leftOut().all(), data.cut().all());
        for (Map.Entry<String, RunData> test : data.tests().entrySet()) {
            FaultReport faults = test.getValue().leftOut();
            if (!faults.isEmpty()) {
                said.add("data of the final evaluation, " + test.getKey() + ": left out: " + faults.summary());
                all = Stream.concat(all, faults.all());
            }
        }
        if (!said.isEmpty()) {
            write(LEFT_OUT, FaultLines.of(all));
            said.replaceAll(each -> each + "; each is listed in " + folder.resolve(LEFT_OUT));
        }
        return said;
    }

    public void writeModel(ModelDescription description, Map<String, Tensor> weights) {
        ModelFolder.write(folder, description, weights);
    }

    /** Writes a small file whole or not at all. */
    public void write(String name, String text) {
        AtomicFiles.within(folder, () -> AtomicFiles.write(folder.resolve(name), text));
    }

    /** Lets other processes go on with the run. */
    @Override
    public void close() {
        lock.ifPresent(RunLock::close);
    }
}
