package dev.graft.training.run;

import dev.graft.adapters.Trainable;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.published.PublishedTensors;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.HalfPrecision;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorSource;
import dev.graft.tensors.TensorType;
import dev.graft.tensors.weights.WeightFiles;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.settings.TrainingSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Weights of an earlier stage of training, or of another system, with which a network starts.
 *
 * @param weights all of the network, by its own names: those that were found, and new ones for the others
 * @param taken how many tensors were found by name and shape
 * @param fresh the network's tensors that start new
 * @param notTaken tensors of the file that have no place in the network, with their shapes
 */
public record InitialWeights(Map<String, Tensor> weights, int taken, List<String> fresh, List<String> notTaken) {
    /**
     * Takes from a file what has a name of the network, its own or one of {@link WeightNames}, and the shape.
     *
     * @param path see {@link WeightFiles#open}
     * @param start the weights of tensors that the file does not have
     * @throws ModelFileException if the file is missing or damaged, or nothing in it fits
     */
    static InitialWeights read(Path path, Trainable network, Map<String, Tensor> start) {
        TensorSource file = WeightFiles.open(path);
        Map<String, String> found = best(file, network);
        if (found.isEmpty()) {
            throw new ModelFileException(
                    file.path(),
                    "the setting 'init' should name weights for "
                            + some(network.parameterShapes().keySet().stream()) + ", found "
                            + some(file.names().stream().map(name -> name + " " + file.type(name)))
                            + "; these are the weights of another adapter");
        }
        Map<String, Tensor> weights = new LinkedHashMap<>(start);
        found.forEach((own, name) ->
                weights.put(own, HalfPrecision.widen(file.tensor(name)).copy()));
        return new InitialWeights(
                weights,
                found.size(),
                start.keySet().stream().filter(own -> !found.containsKey(own)).toList(),
                file.names().stream()
                        .filter(name -> !found.containsValue(name))
                        .map(name -> name + " " + file.type(name).shape())
                        .toList());
    }

    /** The weights that settings let a network start with; what was taken and what not is told. */
    public static Map<String, Tensor> start(TrainingSettings settings, Trainable network, TrainingListener listener) {
        Map<String, Tensor> fresh = network.initialise(settings.seed());
        if (settings.paths().init().isEmpty()) {
            return fresh;
        }
        Path path = settings.paths().init().get();
        InitialWeights found = read(path, network, fresh);
        found.report(path).forEach(listener::onMessage);
        return found.weights();
    }

    /** The network's names to those in the file, by the convention under which most are found. */
    private static Map<String, String> best(TensorSource file, Trainable network) {
        Map<String, String> own = new LinkedHashMap<>();
        network.parameterShapes().keySet().forEach(name -> own.put(name, name));
        List<Map<String, String>> conventions = new ArrayList<>(List.of(own));
        WeightNames.all().stream().map(network::names).forEach(conventions::add);
        PublishedTensors tensors = new PublishedTensors(file);
        Map<String, String> best = Map.of();
        for (Map<String, String> convention : conventions) {
            Map<String, String> found = fitting(file, tensors, network, convention);
            best = found.size() > best.size() ? found : best;
        }
        return best;
    }

    private static Map<String, String> fitting(
            TensorSource file, PublishedTensors tensors, Trainable network, Map<String, String> convention) {
        Map<String, long[]> shapes = network.parameterShapes();
        Map<String, String> found = new LinkedHashMap<>();
        convention.forEach((own, published) -> tensors.find(published)
                .filter(name -> fits(file.type(name), shapes.get(own)))
                .ifPresent(name -> found.put(own, name)));
        return found;
    }

    private static boolean fits(TensorType type, long[] shape) {
        boolean real = Stream.of(ElementType.FLOAT, ElementType.FLOAT16, ElementType.BFLOAT16)
                .anyMatch(type.element()::equals);
        return real && Arrays.equals(type.shape().sizes(), shape);
    }

    /** What was taken and what not, a line each. */
    List<String> report(Path path) {
        List<String> lines = new ArrayList<>();
        lines.add("init: " + taken + " tensors from " + path);
        if (!fresh.isEmpty()) {
            lines.add("init: not in it, and new: " + String.join(", ", fresh));
        }
        if (!notTaken.isEmpty()) {
            lines.add("init: not taken from it: " + String.join(", ", notTaken));
        }
        return lines;
    }

    private static List<String> some(Stream<String> names) {
        return names.limit(5).toList();
    }
}
