package dev.graft.training;

import dev.graft.graph.ModelFileException;
import dev.graft.graph.Tensor;
import dev.graft.graph.safetensors.Safetensors;
import dev.graft.graph.safetensors.SafetensorsFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a run stands: one file, written whole or not at all, so that a run killed at any moment goes on from it.
 *
 * @param state weights and moments of the optimiser
 * @param step steps taken
 * @param bestLoss the lowest validation loss so far; infinite before the first validation
 * @param recipe the settings that decide the weights; a run goes on only under the same
 */
public record Checkpoint(Map<String, Tensor> state, long step, double bestLoss, String recipe) {
    public void save(Path file) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("best_loss", Double.toHexString(bestLoss));
        metadata.put("recipe", recipe);
        metadata.put("step", Long.toString(step));
        Safetensors.write(file, state, metadata);
    }

    public static Checkpoint load(Path file) {
        SafetensorsFile saved = SafetensorsFile.open(file);
        Map<String, String> metadata = saved.metadata();
        Map<String, Tensor> state = new LinkedHashMap<>();
        // Copies: the file will be replaced while the run goes on.
        saved.names().forEach(name -> state.put(name, saved.tensor(name).copy()));
        try {
            return new Checkpoint(
                    state,
                    Long.parseLong(metadata.get("step")),
                    Double.parseDouble(metadata.get("best_loss")),
                    metadata.get("recipe"));
        } catch (NumberFormatException | NullPointerException e) {
            throw new ModelFileException(
                    "[" + file + "] no checkpoint of a training run: its metadata lacks step, best_loss or recipe", e);
        }
    }
}
