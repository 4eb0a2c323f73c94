package dev.graft.training.checkpoint;

import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.CheckedSafetensors;
import dev.graft.tensors.safetensors.Safetensors;
import dev.graft.training.progress.Validation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Where a run stands: one safetensors file, written whole or not at all, so that a run killed at any moment goes on from
 * it. A checksum over all of it tells a damaged file.
 *
 * @param state weights and moments of the optimiser
 * @param step steps taken
 * @param best the validation of the best weights so far; empty before the first
 * @param settings those that decide the weights; a run goes on only under the same
 */
public record Checkpoint(Map<String, Tensor> state, long step, Optional<Validation> best, String settings) {
    private static final String FORMAT = "graft-checkpoint-1";

    public void save(Path file) {
        Map<String, String> metadata = new TreeMap<>();
        metadata.put("format", FORMAT);
        best.ifPresent(validation -> {
            metadata.put("best_loss", Double.toHexString(validation.loss()));
            validation.accuracy().ifPresent(value -> metadata.put("best_accuracy", Double.toHexString(value)));
        });
        metadata.put("recipe", settings);
        metadata.put("step", Long.toString(step));
        CheckedSafetensors.write(file, state, metadata);
    }

    /**
     * Reads a checkpoint and checks every byte of it.
     *
     * @throws ModelFileException if there is none, it is damaged, or it is something else
     */
    public static Checkpoint load(Path file) {
        if (!Files.exists(file)) {
            throw new ModelFileException(file, "there is no checkpoint; name the folder of a run that has saved one");
        }
        Map<String, String> format = Safetensors.open(file).metadata();
        if (!FORMAT.equals(format.get("format"))) {
            throw new ModelFileException(
                    file,
                    "not a checkpoint of a training run: expected the format '" + FORMAT + "' in its metadata, found '"
                            + format.get("format") + "'");
        }
        CheckedSafetensors.Content saved =
                CheckedSafetensors.readChecked(file, "begin the run anew, or bring back a copy of the file");
        Map<String, String> metadata = saved.metadata();
        Map<String, Tensor> state = new LinkedHashMap<>();
        // Copies: the file will be replaced while the run goes on.
        saved.tensors().forEach((name, tensor) -> state.put(name, tensor.copy()));
        if (!metadata.containsKey("step") || !metadata.containsKey("recipe")) {
            throw new ModelFileException(
                    file,
                    "its metadata have no step or no recipe; bring back a copy of the file, or begin the run anew");
        }
        try {
            return new Checkpoint(state, Long.parseLong(metadata.get("step")), best(metadata), metadata.get("recipe"));
        } catch (NumberFormatException e) {
            throw new ModelFileException(
                    file, "its metadata have a step, a best_loss or a best_accuracy that is no number", e);
        }
    }

    private static Optional<Validation> best(Map<String, String> metadata) {
        String loss = metadata.get("best_loss");
        String accuracy = metadata.get("best_accuracy");
        return Optional.ofNullable(loss)
                .map(text -> new Validation(
                        Double.parseDouble(text),
                        accuracy == null ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(accuracy))));
    }
}
