package dev.graft.training;

import dev.graft.graph.Tensor;
import dev.graft.models.AdapterWeights;
import dev.graft.models.ModelDescription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The folder of a run: what was asked for, what happened, and the model that came out. */
final class RunFolder {
    static final String CONFIG = "run.json";

    private final Path folder;

    private RunFolder(Path folder) {
        this.folder = folder;
    }

    /** Makes the folder, or opens that of an interrupted run. */
    static RunFolder open(Path folder, TrainingConfig config, boolean resume) {
        boolean exists = Files.exists(folder.resolve(CONFIG));
        if (exists && !resume) {
            throw new IllegalArgumentException(
                    "[" + folder + "] already holds a run; go on with it by --resume, or " + "choose another --output");
        }
        RunFolder run = new RunFolder(folder);
        try {
            Files.createDirectories(run.checkpoints());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        AtomicFiles.sweep(folder);
        AtomicFiles.sweep(run.checkpoints());
        run.write(CONFIG, config.toJson());
        return run;
    }

    Path checkpoints() {
        return folder.resolve("checkpoints");
    }

    Path metrics() {
        return folder.resolve("metrics.jsonl");
    }

    void writeModel(ModelDescription description, Map<String, Tensor> weights) {
        AdapterWeights.save(folder.resolve(ModelDescription.WEIGHTS), weights);
        write(ModelDescription.CONFIG, description.toJson());
    }

    /** Writes a small file whole or not at all. */
    void write(String name, String text) {
        AtomicFiles.write(folder.resolve(name), text);
    }
}
